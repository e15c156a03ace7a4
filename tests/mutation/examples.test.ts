import { expect, test } from 'vitest'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { exampleVerdict } from '../example-record.ts'

/** What suite-examples.test.ts proves, one test a suite: mutation testing starts the tests of a line again for each mutant in it. */
for (const suite of await loadSuites()) {
  test(suite.id, async () => {
    for (const { id, rule, judge } of rulesOf(suite)) {
      const outcomes = async (replies: typeof rule.violating) =>
        Promise.all(replies.map(async (one) => (await exampleVerdict(suite, judge, one)).outcome))
      expect(await outcomes(rule.violating), id).toEqual(rule.violating.map(() => 'fail'))
      expect(await outcomes(rule.conforming ?? [{}]), id).toEqual((rule.conforming ?? [{}]).map(() => 'pass'))
      expect(await outcomes(rule.inconclusive ?? []), id).toEqual((rule.inconclusive ?? []).map(() => 'inconclusive'))
    }
  })
}
