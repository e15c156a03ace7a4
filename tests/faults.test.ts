import { expect, test } from 'vitest'
import type { Hooks } from '../src/deviations/hooks.ts'
import { ruleMatcher } from '../src/globs.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { NO_OCCASION } from '../src/policy/no-occasion.ts'
import { BLUNT } from './faults/caught.ts'
import { isRow, judged, rulesWith, type AnsweredPlan } from './faults/judge-all.ts'
import { against, currentMatrix, madeFaults, namedFaults } from './faults/matrix.ts'
import { rareFields } from './faults/row-faults.ts'

const suites = await loadSuites()
const clean = await against(suites, {})
const rules = suites.flatMap(rulesOf).map(({ id }) => id)
const faults = namedFaults(clean)
const made = madeFaults(suites, clean)
const tried = await currentMatrix(suites, clean)
/** By fault, the rules that it is the sharpest proof of. */
const proofs = Map.groupBy(rules, (rule) => tried.killers(rule)[0] ?? 'none')

test('the conforming server passes every rule', () => {
  const verdicts = judged(clean)
  expect(rulesWith('fail', verdicts)).toEqual([])
  expect(rulesWith('error', verdicts)).toEqual([])
  expect(
    [...verdicts]
      .filter(([id, { outcome }]) => outcome !== 'pass' && !(id in NO_OCCASION))
      .map(([id, { outcome, reason }]) => `${id}: ${outcome}, ${reason}`),
  ).toEqual([])
  expect([...verdicts.keys()].sort()).toEqual([...rules].sort())
})

test('names of faults are unique', () => {
  expect([...faults, ...made].map(({ name }) => name).filter((name, at, all) => all.indexOf(name) !== at)).toEqual([])
})

test('a fault says which rules it is about: by id, or within one topic', () => {
  const vague = faults.filter(
    ({ rules: causes, aside }) =>
      (causes.length === 0 && aside === undefined) ||
      causes.some((kill) => !/^[a-z-]+\/[a-z0-9-]+\/[a-z0-9*-]+$/.test(kill) || kill.includes('**')),
  )
  expect(vague.map(({ name, rules: causes }) => `${name}: ${causes.join(' ')}`)).toEqual([])
})

test.each(faults)('$name: $about', async ({ name, rules: causes, hooks }) => {
  expect(
    causes.filter((kill) => !rules.some(ruleMatcher([kill]))),
    'it is about rules that there are not',
  ).toEqual([])
  const wanted = new Set([...rules.filter(ruleMatcher(causes)), ...(proofs.get(name) ?? [])])
  expect(await alive(hooks, wanted), 'these rules do not fail').toEqual([])
})

/** Those of the rules that do not fail. Their own suites are asked first; all of the plan only where a rule needs answers of others. */
async function alive(hooks: Hooks, wanted: ReadonlySet<string>): Promise<string[]> {
  const left = (answered: AnsweredPlan, asked: ReadonlySet<string>): string[] => {
    const failed = new Set(
      rulesWith(
        'fail',
        judged(answered, ({ id }) => asked.has(id)),
      ),
    )
    return [...asked].filter((id) => !failed.has(id))
  }
  const near = left(await against(suites, hooks, (id) => wanted.has(id)), wanted)
  return near.length === 0 ? near : left(await against(suites, hooks), new Set(near))
}

test('each fault that is made from a rule fails it', async () => {
  const rare = await against(suites, rareFields)
  expect(rulesWith('fail', judged(rare, isRow))).toEqual([])
  const notCaught = made.filter(({ rule, name, answers }) => {
    const wrong = tried.fails.has(name) ? answers(clean, rare) : null
    return (
      wrong &&
      rulesWith(
        'fail',
        judged(wrong, ({ id }) => id === rule),
      ).length === 0
    )
  })
  expect(notCaught.map(({ name }) => name)).toEqual([])
})

test('a connection that breaks is an error, never a pass', async () => {
  const broken = await against(suites, { response: (reply) => ({ ...reply, cut: 'refused' }) })
  const verdicts = judged(broken)
  expect(rulesWith('pass', verdicts)).toEqual([])
  expect(rulesWith('fail', verdicts)).toEqual([])
})

test('every rule fails with one of the faults', () => {
  expect(rules.filter((rule) => tried.killers(rule).length === 0)).toEqual([])
})

test('every rule fails with a fault that breaks little', () => {
  const blunt = rules.filter((rule) => tried.breadth(tried.killers(rule)[0] ?? '') > BLUNT)
  expect(blunt).toEqual([])
})
