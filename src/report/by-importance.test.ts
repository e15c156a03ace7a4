import { expect, test } from 'vitest'
import { rule } from '../../tests/formats/records.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { judgeProfile } from '../policy/profile-verdict.ts'
import type { Profile } from '../policy/profile.ts'
import { areaRank, byArea, byImportance, effectsPossible, effectsSeen } from './by-importance.ts'

const client: Profile = {
  id: 'client',
  name: 'Client',
  requires: [{ rules: ['completions/text/needed'], reason: 'it reads this' }],
  degrades: [{ rules: ['embeddings/form/useful'], limit: 'no search' }],
}
/** From the most important one to the least. */
const ORDERED = [
  rule('completions/text/needed', 'fail', { level: 'may' }),
  rule('embeddings/form/useful', 'fail', { level: 'may' }),
  rule('tools/call/named', 'fail', { level: 'must' }),
  rule('completions/echo/text', 'fail', { level: 'must' }),
  rule('chat/id/form', 'fail', { level: 'should' }),
  rule('chat/id/unique', 'fail', { level: 'should' }),
  rule('streaming/order/role', 'fail', { level: 'should' }),
  rule('tools/call/open', 'fail', { level: 'should' }),
  rule('new-area/a/b', 'fail', { level: 'should' }),
  rule('chat/name/kept', 'fail', { level: 'may' }),
]
const ids = (rules: readonly { id: string }[]): string[] => rules.map(({ id }) => id)

test('what breaks a client comes first, then what limits one, the level, the area, and the id last', () => {
  const seen = byImportance(effectsSeen([judgeProfile(client, [client], ORDERED)]))
  const possible = byImportance(effectsPossible([client], [client]))
  for (const compare of [seen, possible]) expect(ids(ORDERED.toReversed().sort(compare))).toEqual(ids(ORDERED))
})

test('a client that no failure reaches changes nothing', () => {
  const held = ORDERED.map(({ id, level }) => rule(id, 'pass', { level }))
  const compare = byImportance(effectsSeen([judgeProfile(client, [client], held)]))
  expect(ids(ORDERED.toSorted(compare))[0]).toBe('tools/call/named')
})

test('every area of the suites has a place, with chat first and the legacy endpoint last', async () => {
  const areas = [...new Set((await loadSuites()).flatMap(rulesOf).map(({ suite }) => suite.area))]
  expect(areas.filter((area) => areaRank(area) === areaRank('no such area'))).toEqual([])
  const ordered = areas.toSorted(byArea)
  expect([ordered[0], ordered.at(-1)]).toEqual(['chat', 'completions'])
})
