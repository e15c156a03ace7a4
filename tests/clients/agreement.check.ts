import { describe, expect, test } from 'vitest'
import { measureClient } from '../../scripts/profiles/measure-client.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { outcomes, planFor, verdictOf } from '../apps/gate.ts'
import { heldOut } from '../apps/held-out.ts'
import { installedOrSkipped, tested } from './tested.ts'

/** What the verdict on a client must be, by what the client showed. */
const EXPECTED = { breaks: 'breaks', limits: 'works-with-limits', survives: 'works' } as const
type Shown = keyof typeof EXPECTED

const profileOf = (id: string): Profile => {
  const found = shippedProfiles().find((one) => one.id === id)
  if (!found) throw new Error(`there is no profile ${id}`)
  return found
}

/** What a model may say as well: no server can be blamed, and a client hands it on. */
const OF_THE_MODEL = /call-made-twice|vectors-rounded|text-ends-with-blank|capped-text-begins-with-line/
const defects = heldOut.filter(({ name }) => !OF_THE_MODEL.test(name))

/**
 * Defects that no profile was measured with: what a profile says of a server that has one, and what its client does. A measurement of
 * minutes: `AGREEMENT=1 CLIENTS_ONLY=openai-node,pydantic-ai npm run test:clients -- agreement`.
 */
const isAsked = process.env['AGREEMENT'] !== undefined

describe.runIf(isAsked).each(tested)('$profile', (client) => {
  test('fares with unknown defects as its profile says', { timeout: 900_000 }, async (context) => {
    const installed = await installedOrSkipped(client, context)
    const { results } = await measureClient(client, installed, { deviations: defects })
    const profile = profileOf(client.profile)
    const plan = await planFor(profile)
    const wrong: string[] = []
    const hollow: string[] = []
    const shown = results.filter(({ result }) => result in EXPECTED)
    for (const { name, result, shows = '' } of shown) {
      const { verdict } = verdictOf(
        profile,
        await outcomes(plan, heldOut.find((one) => one.name === name)?.hooks ?? {}),
      )
      if (verdict === EXPECTED[result as Shown]) continue
      wrong.push(`${name}: ${verdict}, and the client ${result} (${shows})`)
      if (result === 'breaks' && verdict.startsWith('works')) hollow.push(name)
    }
    console.log(`${client.profile}: ${shown.length - wrong.length} of ${shown.length}\n${wrong.join('\n')}`)
    expect(wrong.length / shown.length).toBeLessThanOrEqual(MOST_WRONG)
    expect(hollow.length / shown.length).toBeLessThanOrEqual(MOST_HOLLOW)
  })
})
/** A client meets some twenty to forty of the defects, so one or two decide. */
const MOST_WRONG = 0.2
/** A client that is said to work, and breaks. */
const MOST_HOLLOW = 0.05
