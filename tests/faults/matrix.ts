import type { Deviation } from '../../src/deviations/deviation.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import type { Fails } from '../../src/deviations/symptoms.ts'
import { ruleMatcher } from '../../src/globs.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { faults as named } from '../../stand-in/faults/catalogue.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { answeredFaults, withFailure } from './answered-faults.ts'
import { lastMeasured, Matrix } from './caught.ts'
import { failingAndOpen, failingRules, type Failing } from './failing-rules.ts'
import { askAll, judged, openRules, withAnswers, type AnsweredPlan } from './judge-all.ts'
import { rareFields, rowFaults, withRowWrong, type RowFault } from './row-faults.ts'
import type { Told } from './score-pages.ts'
import { uncheckedFaults } from './unchecked.ts'

/** The answers of the stand-in with a fault. */
export const against = (
  suites: readonly Suite[],
  hooks: Hooks,
  wanted?: (id: string) => boolean,
): Promise<AnsweredPlan> =>
  askAll(
    suites,
    inProcessTransport((request) => handle(request, { hooks })),
    wanted,
  )

/** Every fault that is written by hand or follows from what the conforming server refuses. */
export const namedFaults = (clean: AnsweredPlan): Deviation[] => [
  ...named,
  ...uncheckedFaults(clean.collected.observations),
]

/** A fault that was made from a rule, laid over the answers of the conforming server. */
export interface MadeFault extends Told {
  rule: string
  answers: (clean: AnsweredPlan, rare: AnsweredPlan) => AnsweredPlan | null
}

/** For each suite a request of it that fails, and for each row of a schema an answer that has its field wrong. */
export const madeFaults = (suites: readonly Suite[], clean: AnsweredPlan): MadeFault[] => [
  ...answeredFaults(suites, clean).map((fault): MadeFault => ({
    rule: fault.rule,
    name: `failed: ${fault.rule.replace(/\/answered$/, '')}`,
    about: 'one of its requests gives a 500',
    rules: [fault.rule],
    answers: (all) => withAnswers(all, withFailure(fault)),
  })),
  ...rowFaults(suites).map((fault): MadeFault => ({
    rule: fault.rule,
    name: `wrong: ${fault.rule}`,
    about: 'the field is wrong in one answer',
    rules: [fault.rule],
    answers: (all, rare) => rowWrong(all, fault) ?? rowWrong(rare, fault),
  })),
]

/**
 * Every fault, one after the other, with the rules that fail with it. To measure all of them takes minutes, so a fault that was measured
 * before is not tried again: `measured` tells what failed then, and the rules that the fault is meant for count as well, since each test
 * of a fault holds that they fail. So neither a new rule nor a new fault needs the stored measurements to be brought up to date.
 */
export async function* matrix(
  suites: readonly Suite[],
  clean: AnsweredPlan,
  measured: Fails,
  opens?: Map<string, string[]>,
): AsyncGenerator<[name: string, fails: string[]]> {
  const open = new Set(openRules(judged(clean)))
  const ids = new Set(suites.flatMap(rulesOf).map(({ id }) => id))
  for (const { name, rules, hooks } of namedFaults(clean)) {
    const found = measured.has(name) ? undefined : await failing(suites, hooks, ruleMatcher(rules))
    const fails = measured.get(name) ?? found?.fails ?? []
    opens?.set(name, found?.opens.filter((id) => !open.has(id)) ?? [])
    yield [name, [...new Set([...fails, ...[...ids].filter(ruleMatcher(rules))])].filter((id) => ids.has(id))]
  }
  const rare = await against(suites, rareFields)
  for (const { name, answers } of madeFaults(suites, clean)) {
    const known = measured.get(name)?.filter((id) => ids.has(id))
    const wrong = known ? null : answers(clean, rare)
    // A field that no answer has cannot be wrong in one.
    if (known ?? wrong) yield [name, known ?? (wrong ? failingRules(wrong) : [])]
  }
}

/** Which rules fail with a fault. A rule about a draw may fail by chance: what the fault is not meant for has to fail twice. */
async function failing(suites: readonly Suite[], hooks: Hooks, isMeant: (id: string) => boolean): Promise<Failing> {
  const first = failingAndOpen(await against(suites, hooks))
  if (!first.fails.some((id) => DRAWN.test(id) && !isMeant(id))) return first
  const again = new Set(failingAndOpen(await against(suites, hooks)).fails)
  return { ...first, fails: first.fails.filter((id) => isMeant(id) || again.has(id)) }
}

/** Rules that hold where two answers drawn at a high temperature differ, which is likely and not sure. */
const DRAWN = /\/(temperature-)?two-varies$/

/** The matrix of today: as last measured, with what is new since then measured now. */
export async function currentMatrix(suites: readonly Suite[], clean: AnsweredPlan): Promise<Matrix> {
  const fails = new Map<string, string[]>()
  for await (const [name, rules] of matrix(suites, clean, lastMeasured())) fails.set(name, rules)
  return new Matrix(fails)
}

/** The answers, one of them with that field wrong; null where none has it. */
function rowWrong(answered: AnsweredPlan, fault: RowFault): AnsweredPlan | null {
  const found = withRowWrong(answered.collected.observations, fault)
  return found && withAnswers(answered, (one) => (one === found.right ? found.wrong : one))
}
