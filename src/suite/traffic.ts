import type { Finding, Inconclusive } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'

/** What a rule finds in one answer: nothing wrong, one thing, several, or that the answer cannot show it. */
export type Found = Finding | readonly Finding[] | Inconclusive | undefined

/** Whether a rule is about an answer. */
export type Test = (answer: Observation) => boolean

/** One test, or several that must all hold. */
export type Tests = Test | readonly Test[]

/** How a traffic rule reads one answer. The judge goes through the answers, and adds up what was found. */
export interface Traffic {
  /** Why a single bad answer is no failure. Such a rule fails only where at least two answers are bad, and none is good. */
  accident?: string
  /** Why there is no verdict where the rule is about none of the answers. */
  none: string
  /** Undefined where the rule is not about the answer, and no finding where the rule holds. */
  read: (answer: Observation) => readonly Finding[] | Inconclusive | undefined
}

/** Reads one part of every answer that has it. */
export function each<T>(
  none: string,
  partOf: (answer: Observation) => T | undefined,
  found: (part: T, answer: Observation) => Found,
): Traffic {
  return {
    none,
    read(answer) {
      const part = partOf(answer)
      return part === undefined ? undefined : listOf(found(part, answer))
    },
  }
}

/** Reads every answer that all of the tests let through. */
export function eachAnswer(none: string, tests: Tests, found: (answer: Observation) => Found): Traffic {
  const all = [tests].flat()
  return each(none, (answer) => (all.every((test) => test(answer)) ? answer : undefined), found)
}

/** Fails only where at least two answers are bad and none is good: OpenAI itself has sent such an answer, by accident. */
export const unlessAccident = (accident: string, traffic: Traffic): Traffic => ({ ...traffic, accident })

const listOf = (found: Found): readonly Finding[] | Inconclusive =>
  found === undefined ? [] : 'kind' in found ? [found] : found
