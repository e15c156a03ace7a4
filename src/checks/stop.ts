import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import { finding } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import { capSent } from './cap.ts'
import { finishReason, FINISH, text, textPath } from './reply.ts'
import { completionTokens, reasoned } from './tokens.ts'

const SAID_OTHERWISE = 'the model said something else the second time'
export const NOT_PRODUCED = 'without `stop` the model did not produce the stop string'

/** What remains of a text when the earliest of the stop strings ends it; undefined where it has none. */
export function cutText(full: string, stops: readonly string[]): string | undefined {
  const places = stops.map((stop) => full.indexOf(stop)).filter((at) => at >= 0)
  return places.length === 0 ? undefined : full.slice(0, Math.min(...places))
}

/**
 * The answer must be the control's text up to the stop string. White space at its end is free.
 * A text that departs from the control's before the cut is the model's doing, and shows nothing.
 */
export function* endsBefore(
  control: Observation,
  stopped: Observation,
  stops: readonly string[],
): Generator<Finding, Inconclusive | void, void> {
  const full = text(control)
  const got = text(stopped)
  const expected = cutText(full, stops)
  if (expected === undefined) return inconclusive(NOT_PRODUCED)
  // The token limit, or reasoning that used it up, came first.
  const short = expected.trimEnd() !== got.trimEnd() && expected.startsWith(got.trimEnd())
  if (short && finishReason(stopped) === 'length') return inconclusive('the token limit ended the answer first')
  const fault = faultOf(full, expected.trimEnd(), got.trimEnd(), stops)
  if (fault === 'departs') return inconclusive(SAID_OTHERWISE)
  if (fault) yield finding(stopped, { ...fault, path: textPath(stopped), expected, actual: got })
}

type Fault = Pick<Finding, 'kind' | 'message'> | 'departs' | undefined

function faultOf(full: string, expected: string, got: string, stops: readonly string[]): Fault {
  if (got === expected) return undefined
  if (stops.some((stop) => got.includes(stop))) {
    return full.startsWith(got) && !stops.some((stop) => got.endsWith(stop))
      ? { kind: 'ignored', message: '`stop` changed nothing' }
      : { kind: 'wrong-value', message: 'the stop string is in the text' }
  }
  if (expected.startsWith(got)) return { kind: 'wrong-value', message: 'the text ends before the stop string is due' }
  if (!got.startsWith(expected)) return 'departs'
  const rest = got.slice(expected.length).trim()
  if (stops.some((stop) => stop.startsWith(rest)))
    return { kind: 'wrong-value', message: 'the beginning of the stop string is in the text' }
  // What the control says after the stop string, without the string: it was taken out and the model went on.
  if (expected !== '' || full.includes(rest.slice(0, 6)))
    return { kind: 'wrong-value', message: 'the text goes on past the stop string' }
  return 'departs'
}

/** An answer that a stop string ended says so. */
export function* finishesWithStop(
  control: Observation,
  stopped: Observation,
  stops: readonly string[],
): Generator<Finding, Inconclusive | void, void> {
  if (cutText(text(control), stops) === undefined) return inconclusive(NOT_PRODUCED)
  if (stops.some((stop) => text(stopped).includes(stop))) return inconclusive('the stop string did not stop the model')
  if (text(stopped).trimEnd() !== cutText(text(control), stops)?.trimEnd()) return inconclusive(SAID_OTHERWISE)
  if (
    finishReason(stopped) === 'length' &&
    reasoned(stopped) &&
    (completionTokens(stopped) ?? Infinity) >= capSent(stopped)
  )
    return inconclusive('the model spent the limit on reasoning')
  if (finishReason(stopped) !== 'stop')
    yield wrong(stopped, FINISH, 'not reported as stopped', 'stop', finishReason(stopped) ?? 'absent')
}

/** Said where another request shows that the server does not act on `stop` at all. */
export const NO_EFFECT = 'a `stop` that is due shows no effect either, so that this one shows none is no wonder'

/** Whether a stop string that the control has is kept out of the answer that was asked to stop there. */
export const takesEffect = (control: Observation, stopped: Observation): boolean =>
  cutText(text(control), stopsOf(stopped)) !== undefined && cutText(text(stopped), stopsOf(stopped)) === undefined

/** The stop strings of a request, as sent. */
export const stopsOf = ({ request: { stop } }: Observation): string[] =>
  [stop].flat().filter((one): one is string => typeof one === 'string')

/**
 * A phrase from the middle of a text that is longer than any token and comes nowhere before; undefined in a text too short for one.
 * With `begun` it is one whose first characters do come before, if there is any: they must be held back there, and let go again.
 */
export function phraseIn(full: string, length: number, begun = false): string | undefined {
  const phrases: string[] = []
  for (let at = Math.ceil(full.length / 3); at + length <= full.length; at += 1) {
    const phrase = full.slice(at, at + length)
    if (phrase.trim() === phrase && phrase.isWellFormed() && /\S\s\S/.test(phrase) && full.indexOf(phrase) === at)
      phrases.push(phrase)
  }
  return (
    (begun ? phrases.find((phrase) => full.indexOf(phrase.slice(0, 2)) < full.indexOf(phrase)) : undefined) ??
    phrases[0]
  )
}
