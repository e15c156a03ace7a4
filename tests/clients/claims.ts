import { expect, test } from 'vitest'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { shippedProfiles } from '../../src/policy/profile-file.ts'
import { faults } from '../../stand-in/faults/catalogue.ts'
import { startStandIn } from '../../stand-in/http-server.ts'
import { standInModels } from '../../stand-in/models.ts'
import { claimed, observed } from './agreement.ts'
import type { Client, FlowName } from './client.ts'
import { placeAt, see, type Outcome } from './see.ts'

/** Clients that fare otherwise than their profile says, because the rule that fails is about more than what they read, or about less. */
export type Exceptions = Record<string, { clients: string[]; why: string }>

/** One test a fault: what the profiles say of a server that has it must be what the clients themselves show. */
export async function checkClaims(
  clients: readonly Client[],
  names: readonly string[],
  exceptions: Exceptions = {},
): Promise<void> {
  const profiles = shippedProfiles().filter(({ id }) => clients.some(({ profile }) => profile === id))
  const clean = await seen({}, clients)
  const tally = { claims: 0, open: 0 }

  test.each(names)('%s', async (name) => {
    const hooks = faultNamed(name)
    const outcomes = await seen(hooks, clients)
    const claims = await claimed(hooks, profiles)
    const disagreements = clients.flatMap(({ profile }) => {
      const [claim, real] = [
        claims.get(profile),
        observed(outcomes.get(profile) ?? new Map(), clean.get(profile) ?? new Map()),
      ]
      tally.claims += 1
      if (claim?.verdict === 'not-judged') tally.open += 1
      if (!claim || claim.verdict === 'not-judged' || claim.verdict === real.verdict) return []
      const rules = [...claim.because, ...claim.limits].flatMap((one) => one.rules)
      return [
        {
          profile,
          claim: claim.verdict,
          rules,
          client: real.verdict,
          flows: real.flows.map((flow) => [flow, outcomes.get(profile)?.get(flow)]),
        },
      ]
    })
    const excepted = exceptions[name]?.clients ?? []
    expect(disagreements.filter(({ profile }) => !excepted.includes(profile))).toEqual([])
    expect(disagreements.map(({ profile }) => profile).sort(), 'an exception that is no longer needed').toEqual(
      [...excepted].sort(),
    )
  })

  test('most claims are judged, and each exception is of a fault that is shown', () => {
    expect(tally.open / tally.claims).toBeLessThan(0.25)
    expect(Object.keys(exceptions).filter((name) => !names.includes(name))).toEqual([])
  })
}

function faultNamed(name: string): Hooks {
  const fault = faults.find((one) => one.name === name)
  if (!fault) throw new Error(`there is no fault ${name} any more: take it out of the check, or give it its new name`)
  return fault.hooks
}

/** What each client gives when it is pointed at a server with these faults, over the loopback interface. */
async function seen(hooks: Hooks, by: readonly Client[]): Promise<Map<string, Map<FlowName, Outcome>>> {
  const { url, stop } = await startStandIn({ hooks, pace: 0 })
  try {
    return new Map(
      await Promise.all(
        by.map(async (client) => [client.profile, await see(client, placeAt(`${url}/v1`, standInModels))] as const),
      ),
    )
  } finally {
    await stop()
  }
}
