import type { Suite } from '../../src/suite/suite.ts'
import type { Hooks } from '../hooks.ts'
import { inProcessTransport } from '../in-process-transport.ts'
import { handle } from '../stand-in.ts'
import { answeredFaults, withFailure } from './answered-faults.ts'
import { faults as named } from './catalogue.ts'
import { failingRules } from './failing-rules.ts'
import type { Fault } from './fault.ts'
import { askAll, withAnswers, type AnsweredPlan } from './judge-all.ts'
import { rareFields, rowFaults, withRowWrong, type RowFault } from './row-faults.ts'
import type { Told } from './score-pages.ts'
import { uncheckedFaults } from './unchecked.ts'

/** The answers of the stand-in with a fault. */
export const against = (suites: readonly Suite[], hooks: Hooks, wanted?: (id: string) => boolean): Promise<AnsweredPlan> =>
  askAll(suites, inProcessTransport((request) => handle(request, { hooks })), wanted)

/** Every fault that is written by hand or follows from what the conforming server refuses. */
export const namedFaults = (clean: AnsweredPlan): Fault[] => [...named, ...uncheckedFaults(clean.collected.observations)]

/** A fault that was made from a rule, laid over the answers of the conforming server. */
export interface MadeFault extends Told { rule: string; answers: (clean: AnsweredPlan, rare: AnsweredPlan) => AnsweredPlan | null }

/** For each suite a request of it that fails, and for each row of a schema an answer that has its field wrong. */
export const madeFaults = (suites: readonly Suite[], clean: AnsweredPlan): MadeFault[] => [
  ...answeredFaults(suites, clean).map((fault): MadeFault => ({
    rule: fault.rule, name: `failed: ${fault.rule.replace(/\/answered$/, '')}`, about: 'one of its requests gives a 500', kills: [fault.rule], answers: (all) => withAnswers(all, withFailure(fault)),
  })),
  ...rowFaults(suites).map((fault): MadeFault => ({
    rule: fault.rule, name: `wrong: ${fault.rule}`, about: 'the field is wrong in one answer', kills: [fault.rule], answers: (all, rare) => rowWrong(all, fault) ?? rowWrong(rare, fault),
  })),
]

/** Every fault against every rule, one after the other; null in the place of rules for faults that were not to be tried. It takes minutes. */
export async function* matrix(suites: readonly Suite[], isWanted: (name: string) => boolean): AsyncGenerator<{ name: string; fails: string[] | null }> {
  const clean = await against(suites, {})
  for (const { name, hooks } of namedFaults(clean)) yield { name, fails: isWanted(name) ? failingRules(await against(suites, hooks)) : null }
  const rare = await against(suites, rareFields)
  for (const { name, answers } of madeFaults(suites, clean)) {
    const wrong = isWanted(name) ? answers(clean, rare) : null
    yield { name, fails: wrong ? failingRules(wrong) : null }
  }
}

/** The answers, one of them with that field wrong; null where none has it. */
function rowWrong(answered: AnsweredPlan, fault: RowFault): AnsweredPlan | null {
  const found = withRowWrong(answered.collected.observations, fault)
  return found && withAnswers(answered, (one) => (one === found.right ? found.wrong : one))
}
