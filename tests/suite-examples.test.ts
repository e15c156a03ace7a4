import { describe, expect, test } from 'vitest'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import type { Rule } from '../src/suite/suite.ts'
import { exampleTraffic, exampleVerdict } from './example-record.ts'

const suites = await loadSuites()

/** Every rule, proved both ways by its own examples: what it must accept, and what it must reject. */
for (const suite of suites) {
  describe(suite.id, () => {
    for (const entry of rulesOf(suite)) {
      const verdict = (replies: Rule['violating'][number]) => exampleVerdict(suite, entry.judge, replies)
      test(`${entry.id} accepts conforming replies`, async () => {
        for (const replies of entry.rule.conforming ?? [{}]) {
          expect(await verdict(replies)).toMatchObject({ outcome: 'pass', findings: [] })
        }
      })
      test(`${entry.id} rejects violating replies`, async () => {
        expect(entry.rule.violating.length).toBeGreaterThan(0)
        for (const replies of entry.rule.violating) {
          const { outcome, findings } = await verdict(replies)
          expect(outcome).toBe('fail')
          expect(findings.length).toBeGreaterThan(0)
        }
      })
      for (const also of [entry.rule.also ?? []].flat()) {
        const outcomes = (all: readonly Rule['violating'][number][]) =>
          Promise.all(all.map(async (replies) => (await exampleTraffic(suite, also, replies)).outcome))
        test(`${entry.id} is judged without its probe as well`, async () => {
          expect(await outcomes(entry.rule.violating)).toContain('fail')
          const open = [...(entry.rule.conforming ?? [{}]), ...(entry.rule.inconclusive ?? [])]
          expect(new Set(await outcomes(open))).toEqual(new Set(['inconclusive']))
        })
      }
      for (const replies of entry.rule.inconclusive ?? []) {
        test(`${entry.id} leaves open what the model did not do`, async () => {
          expect(await verdict(replies)).toMatchObject({ outcome: 'inconclusive' })
        })
      }
    }
  })
}

test('no rule has empty prose', () => {
  const prose = (rule: Rule) => [rule.sentence, rule.source, rule.breaks]
  for (const suite of suites)
    for (const { id, rule } of rulesOf(suite))
      expect(
        prose(rule).every((part) => part.length > 3),
        id,
      ).toBe(true)
})
