import { expect, test } from 'vitest'
import type { Observation } from '../src/observe/observe.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { ruleMatcher } from '../src/plan/plan.ts'
import { rulesOf } from '../src/plan/rules.ts'
import { faults as named } from './faults/catalogue.ts'
import { uncheckedFaults } from './faults/errors.ts'
import type { Fault } from './faults/fault.ts'
import { askAll, isRow, judged, rulesWith, type Answered } from './faults/judge-all.ts'
import { rareFields, rowFaults, withRowWrong, type RowFault } from './faults/row-faults.ts'
import type { Hooks } from './stand-in/hooks.ts'
import { inProcessTransport } from './stand-in/in-process-transport.ts'
import { handle } from './stand-in/stand-in.ts'

/** Rules that a conforming server gives no occasion for, each with the reason. */
const NO_OCCASION: Record<string, string> = {
  'streaming/error-inside/error-event': 'the server never fails inside a stream',
  'streaming/chunk/choices-delta-function-call-type': 'no request declares functions of the old kind',
  'transport/cancel/stops-generation': 'the server works on any number of calls at once, so a hang-up frees nothing',
  'completions/json-mode/answered': 'the service knows no such parameter here',
  'completions/json-mode/heeded-or-refused': 'the service knows no such parameter here',
  'reasoning/object/answered': 'the service knows no such parameter here',
  'reasoning/object/heeded-or-refused': 'the service knows no such parameter here',
  'transport/overload/refusal-in-json': 'the server answers any number of calls at once',
  'transport/overload/retry-after': 'the server answers any number of calls at once',
  'responses/error-inside/failure-says-why': 'the server never fails inside a stream',
  'responses/error-inside/failure-is-the-end': 'the server never fails inside a stream',
  'responses/tool-types/refusal-names-it': 'the server takes every type of tool there is',
  'streaming/chunk/moderation-type': 'no request asks for moderation',
}

const suites = await loadSuites()
const against = (hooks: Hooks, wanted?: (id: string) => boolean): Promise<Answered> => askAll(suites, inProcessTransport((request) => handle(request, { hooks })), wanted)
const clean = await against({})
const rules = suites.flatMap((suite) => rulesOf(suite).map(({ id }) => id))
const faults: Fault[] = [...named, ...uncheckedFaults(clean.collected.observations)]
const rows = rowFaults(suites)
const killed = new Set<string>()

test('the conforming server passes every rule', () => {
  const verdicts = judged(clean)
  expect(rulesWith('fail', verdicts)).toEqual([])
  expect(rulesWith('error', verdicts)).toEqual([])
  expect([...verdicts].filter(([id, { outcome }]) => outcome !== 'pass' && !(id in NO_OCCASION)).map(([id, { outcome, reason }]) => `${id}: ${outcome}, ${reason}`)).toEqual([])
  expect([...verdicts.keys()].sort()).toEqual([...rules].sort())
})

test('names of faults are unique', () => {
  expect(faults.map(({ name }) => name).filter((name, at, all) => all.indexOf(name) !== at)).toEqual([])
})

test.each(faults)('$name: $about', async ({ kills, hooks }) => {
  const expected = ruleMatcher(kills)
  // What the fault is meant for is asked first; all of the plan only where a rule needs answers of other suites.
  const near = rulesWith('fail', judged(await against(hooks, expected), (entry) => !isRow(entry)))
  const failed = near.some(expected) ? near : rulesWith('fail', judged(await against(hooks)))
  for (const id of failed) killed.add(id)
  expect(failed.filter(expected), `none of ${kills.join(', ')} fails; these do: ${failed.join(', ')}`).not.toEqual([])
})

test('each field, wrong in every answer, fails its rule', async () => {
  const rare = await against(rareFields)
  expect(rulesWith('fail', judged(rare, isRow))).toEqual([])
  for (const fault of rows) if (rowFails(fault, clean.collected.observations) || rowFails(fault, rare.collected.observations)) killed.add(fault.rule)
  expect(rows.map(({ rule }) => rule).filter((rule) => !killed.has(rule))).toEqual([])
}, 60_000)

function rowFails(fault: RowFault, pool: readonly Observation[]): boolean {
  const entry = rulesOf(fault.suite).find(({ id }) => id === fault.rule)
  const wrong = withRowWrong(pool, fault)
  return wrong !== null && entry?.judge({}, wrong).outcome === 'fail'
}

test('a connection that breaks is an error, never a pass', async () => {
  const broken = await against({ response: (reply) => ({ ...reply, cut: 'refused' }) })
  const verdicts = judged(broken)
  expect(rulesWith('pass', verdicts)).toEqual([])
  expect(rulesWith('fail', verdicts)).toEqual([])
})

test('every rule is killed by a fault', async () => {
  const alive = (): string[] => rules.filter((id) => !killed.has(id))
  // Some rules are killed only by a fault that is meant for others.
  for (const { hooks } of faults) {
    const left = new Set(alive().map((id) => id.split('/').slice(0, 2).join('/')))
    if (left.size === 0) break
    for (const id of rulesWith('fail', judged(await against(hooks, (one) => left.has(one.split('/').slice(0, 2).join('/')))))) killed.add(id)
  }
  expect(alive()).toEqual([])
  console.log(`${rules.length} rules, all killed; ${faults.length + rows.length} faults, all caught`)
}, 120_000)
