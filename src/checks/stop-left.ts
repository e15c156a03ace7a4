import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { extra } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { isMasked } from './masked.ts'
import { endedIn, saidIn, type Said } from './said.ts'
import { stopsOf } from './stop.ts'

/** The stop strings that a text would show. A recorder that masks a text leaves of it what is neither letter nor digit. */
const shownIn = (one: Observation, { text }: Said): string[] =>
  stopsOf(one).filter((stop) => stop !== '' && !(isMasked(text) && /[\p{L}\p{N}]/u.test(stop)))

/** Finds something left of a stop string in the texts of every answer. With `echo` a text begins with the prompt, which may have it. */
const leftIn = (
  is: Test,
  texts: (one: Observation) => readonly Said[],
  found: (said: Said, stops: readonly string[], one: Observation) => Finding | undefined,
): Traffic =>
  eachAnswer(
    'no answer that was asked to stop had a text',
    [is, (one) => stopsOf(one).length > 0 && one.request['echo'] !== true, (one) => texts(one).length > 0],
    (one): readonly Finding[] | Inconclusive => {
      const shown = texts(one).map((said) => ({ said, stops: shownIn(one, said) }))
      const findings = shown.flatMap(({ said, stops }) => found(said, stops, one) ?? [])
      if (findings.length > 0) return findings
      return shown.some(({ said, stops }) => said.ended && stops.length > 0)
        ? []
        : inconclusive('no text that could show its stop string ended by itself')
    },
  )

/** No text has a stop string of its request. */
export const hasNoStop = (is: Test): Traffic =>
  leftIn(is, saidIn, ({ text, path }, stops, one) => {
    const stop = stops.find((each) => text.includes(each))
    return stop === undefined
      ? undefined
      : extra(
          one,
          path,
          `the stop string ${JSON.stringify(stop)} is in the text`,
          'the text before it',
          text.slice(-160),
        )
  })

/** No piece shorter than this is taken for the beginning of a stop string. */
const LEAST_PIECE = 4

/** The longest beginning of a stop string that ends a text. Where another stop string may have cut the rest of it, it is there by right. */
function beginningAtEnd(text: string, stop: string, stops: readonly string[]): string | undefined {
  const least = Math.max(LEAST_PIECE, Math.ceil(stop.length / 2))
  for (let length = stop.length - 1; length >= least; length -= 1) {
    const [piece, rest] = [stop.slice(0, length), stop.slice(length)]
    if (rest.trim() !== '' && /[\p{L}\p{N}]/u.test(piece) && text.endsWith(piece))
      return stops.some((other) => rest.startsWith(other)) ? undefined : piece
  }
  return undefined
}

/** No text that was stopped ends with the beginning of a stop string. */
export const endsWithoutStop = (is: Test): Traffic =>
  leftIn(is, endedIn, ({ text, path }, stops, one) => {
    const piece = stops.map((stop) => beginningAtEnd(text, stop, stops)).find((each) => each !== undefined)
    return piece === undefined
      ? undefined
      : extra(one, path, 'the text ends with the beginning of a stop string', 'the text before it', piece)
  })
