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
  /** What is true of every answer that the rule is about, where many rules share it: one question for all of them. */
  about?: Test | undefined
  /** Undefined where the rule is not about the answer, and no finding where the rule holds. */
  read: Read
  /** A reader with a memory of its own, for a rule that holds answers against earlier ones. */
  fresh?: () => Read
}

/** Reads an answer. The host is that of a captured call, where it is known. */
type Read = (answer: Observation, host?: string | null) => readonly Finding[] | Inconclusive | undefined

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
  return { ...each(none, (answer) => (all.every((test) => test(answer)) ? answer : undefined), found), about: all[0] }
}

/** How many requests a rule remembers, so that a capture of any length takes little memory. */
const MOST_REMEMBERED = 10_000

/**
 * Holds an answer against the first one of the same key. `keyed` gives the key, which is kept as it is, so it should be
 * short, and what is compared. No answer is kept.
 */
export function eachPair<T>(
  none: string,
  keyed: (answer: Observation) => { key: string; value: T } | undefined,
  found: (earlier: T, now: T, answer: Observation) => Found,
): Traffic {
  const fresh = (): Read => {
    const seen = new Map<string, T>()
    return (answer, host) => {
      const now = keyed(answer)
      if (!now) return undefined
      const key = `${host ?? ''} ${now.key}`
      const earlier = seen.get(key)
      if (earlier !== undefined) return listOf(found(earlier, now.value, answer))
      const [oldest] = seen.keys()
      if (oldest !== undefined && seen.size >= MOST_REMEMBERED) seen.delete(oldest)
      seen.set(key, now.value)
      return undefined
    }
  }
  return { none, read: () => undefined, fresh }
}

/** Fails only where at least two answers are bad and none is good: OpenAI itself has sent such an answer, by accident. */
export const unlessAccident = (accident: string, traffic: Traffic): Traffic => ({ ...traffic, accident })

const listOf = (found: Found): readonly Finding[] | Inconclusive =>
  found === undefined ? [] : 'kind' in found ? [found] : found
