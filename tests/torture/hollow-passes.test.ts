import { expect, test } from 'vitest'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { rulesWith } from '../faults/judge-all.ts'
import { caseNamed } from './cases/catalogue.ts'
import { hollowPasses, REFUSING, useless, verdictsOn } from './hollow-passes.ts'

test.each(useless.filter(({ heavy }) => !heavy))('$name: no rule passes without a reason', async (hostile) => {
  expect(await hollowPasses(hostile)).toEqual([])
})

test.each(REFUSING)('%s: only rules that are about refusals pass', async (name) => {
  const sentences = new Map((await loadSuites()).flatMap(rulesOf).map(({ id, rule }) => [id, rule.sentence]))
  const passing = rulesWith('pass', await verdictsOn(caseNamed(name)))
  expect(
    passing
      .filter(
        (id) =>
          !/refus|error|5xx|4xx/i.test(sentences.get(id) ?? '') && !/^errors\/|(content-length|json-charset)$/.test(id),
      )
      .map((id) => `${id}: ${sentences.get(id)}`),
  ).toEqual([])
})
