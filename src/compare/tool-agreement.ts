import { toolCalls } from '../checks/reply.ts'
import { argumentErrors } from '../checks/tools.ts'
import { wilson, type Rate } from '../checks/wilson.ts'
import type { SuiteRecord } from '../judge/judge.ts'
import type { Observation } from '../wire/observe.ts'

/** How a model uses tools over many samples, as model vendors publish it. Part of the run record. */
export interface ToolAgreement {
  /** Answers that call a tool. */
  called: Rate
  /** Calls whose arguments fit the schema they were declared with. */
  schemaAccuracy: Rate
  /** How far the target calls where the reference does; null without a reference that answered. */
  withReference: { both: number; onlyTarget: number; onlyReference: number; neither: number; f1: number | null } | null
}

/** Counts over all samples of a suite. Null where it was not sent. */
export function toolAgreement(
  target: SuiteRecord | undefined,
  reference: SuiteRecord | undefined,
): ToolAgreement | null {
  const own = answersOf(target)
  if (own.size === 0) return null
  const other = answersOf(reference)
  const all = [...own.values()]
  const calls = all.flatMap((answer) => toolCalls(answer).map((call) => argumentErrors(answer, call).length === 0))
  const pairs = [...own].flatMap(([key, answer]) => {
    const counterpart = other.get(key)
    return counterpart ? [{ here: isCall(answer), there: isCall(counterpart) }] : []
  })
  return {
    called: wilson(all.filter(isCall).length, all.length),
    schemaAccuracy: wilson(calls.filter(Boolean).length, calls.length),
    withReference: pairs.length === 0 ? null : agreement(pairs),
  }
}

const isCall = (answer: Observation): boolean => toolCalls(answer).length > 0

function answersOf(record: SuiteRecord | undefined): Map<string, Observation> {
  const observations = Object.values(record ?? {}).flatMap((step) => (step.sent ? step.observations : []))
  return new Map(
    observations
      .filter(({ reply }) => reply !== null && reply.choices.length > 0)
      .map((one) => [one.exchange.key, one]),
  )
}

function agreement(pairs: readonly { here: boolean; there: boolean }[]): NonNullable<ToolAgreement['withReference']> {
  const count = (here: boolean, there: boolean): number =>
    pairs.filter((pair) => pair.here === here && pair.there === there).length
  const [both, onlyTarget, onlyReference, neither] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ]
  const relevant = 2 * both + onlyTarget + onlyReference
  return {
    both,
    onlyTarget,
    onlyReference,
    neither,
    f1: relevant === 0 ? null : Math.round(((2 * both) / relevant) * 1000) / 1000,
  }
}
