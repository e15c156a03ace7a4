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
  /** Which bad answers may be one; all where absent. */
  isAccident?: Test
  /** Why a single bad answer is no failure, however many are good. */
  single?: string
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

/** What of an answer is remembered. The key is kept as it is, so it should be short. */
export interface Keyed<T> {
  key: string
  value: T
  /** The keys of earlier answers that it is held against, the first that is known; its own where absent. */
  against?: readonly string[]
}

/** Holds an answer against the first one of the same key. No answer is kept. */
export function eachPair<T>(
  none: string,
  keyed: (answer: Observation) => Keyed<T> | undefined,
  found: (earlier: T, now: T, answer: Observation) => Found,
): Traffic {
  const fresh = (): Read => {
    const seen = new Map<string, T>()
    return (answer, host) => {
      const now = keyed(answer)
      if (!now) return undefined
      const of = (key: string): string => `${host ?? ''} ${key}`
      const { key, value, against = [key] } = now
      const known = against.find((one) => seen.has(of(one)))
      if (!seen.has(of(key))) remember(seen, of(key), value)
      return known === undefined ? undefined : listOf(found(seen.get(of(known)) as T, value, answer))
    }
  }
  return { none, read: () => undefined, fresh }
}

/** Forgets the oldest where there is no more room. */
function remember<T>(seen: Map<string, T>, key: string, value: T): void {
  const [oldest] = seen.keys()
  if (oldest !== undefined && seen.size >= MOST_REMEMBERED) seen.delete(oldest)
  seen.set(key, value)
}

/**
 * Fails only where at least two answers are bad and none is good: OpenAI itself has sent such an answer, by accident. Where it is known
 * what that answer was like, every other bad one fails at once.
 */
export const unlessAccident = (accident: string, traffic: Traffic, isAccident: Test = () => true): Traffic => ({
  ...traffic,
  accident,
  isAccident,
})

/** Fails only where at least two answers are bad, however many are good: what broke one may lie between us and the server. */
export const atLeastTwice = (single: string, traffic: Traffic): Traffic => ({ ...traffic, single })

const listOf = (found: Found): readonly Finding[] | Inconclusive =>
  found === undefined ? [] : 'kind' in found ? [found] : found
