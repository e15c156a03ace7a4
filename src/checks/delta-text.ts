import type { Finding } from '../finding.ts'
import { extra, wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { isBegunTextStream, textPieces } from './completions.ts'
import { finishReason } from './reply.ts'
import { eventPath, eventsOfType, finalResponse, isResponseStream } from './response-stream.ts'
import { isChatStream, piecesByChoice } from './stream.ts'

/** What one event adds to a text. */
interface Delta {
  text: string
  path: string
}

const withText = (deltas: Delta[]): Delta[] => deltas.filter(({ text }) => text !== '')

function ofChat(stream: Observation): Delta[][] {
  return [...piecesByChoice(stream).values()].map((pieces) =>
    pieces.map(({ delta, path }) => ({
      text: typeof delta['content'] === 'string' ? delta['content'] : '',
      path: `${path}.delta.content`,
    })),
  )
}

function ofResponse(stream: Observation): Delta[][] {
  const deltas = eventsOfType(stream, 'response.output_text.delta')
  const places = Map.groupBy(deltas, ({ event }) => JSON.stringify([event['output_index'], event['content_index']]))
  return [...places.values()].map((all) =>
    all.map((one) => ({ text: String(one.event['delta'] ?? ''), path: eventPath(one, 'delta') })),
  )
}

/** The texts of a stream, each in the pieces that it came in. */
const streamedTexts = once((stream): readonly Delta[][] => {
  const texts = isChatStream(stream)
    ? ofChat(stream)
    : isBegunTextStream(stream)
      ? [...textPieces(stream).values()].map((all) => all.map(({ text, path }) => ({ text, path: `${path}.text` })))
      : isResponseStream(stream)
        ? ofResponse(stream)
        : []
  return texts.map(withText).filter((deltas) => deltas.length > 0)
})

const eachTextOf = (
  none: string,
  tests: readonly Test[],
  found: (deltas: readonly Delta[], stream: Observation) => Finding | undefined,
): Traffic =>
  eachAnswer(none, [...tests, (one) => streamedTexts(one).length > 0], (one) =>
    streamedTexts(one).flatMap((deltas) => found(deltas, one) ?? []),
  )

/** So many pieces, of so many letters, are no chance where they come twice. */
const PIECES = 4
const LETTERS = 12

/** The piece that says again what was said, where all of a text comes twice. The last may bring something new as well. */
function repeated(deltas: readonly Delta[]): Delta | undefined {
  const [last, before] = [deltas.at(-1), deltas.slice(0, -1).map(({ text }) => text)]
  const whole = before.join('')
  if (before.length >= PIECES && whole.length >= LETTERS && last?.text.startsWith(whole)) return last
  const isTwice = deltas.length % 2 === 0 && deltas.every(({ text }, at) => text === deltas[at - (at % 2)]?.text)
  return isTwice && deltas.length >= 2 * PIECES && new Set(deltas.map(({ text }) => text)).size >= PIECES
    ? deltas[1]
    : undefined
}

/** No text comes twice: piece by piece, or whole with the last piece. */
export const comesOnce = (is: Test): Traffic =>
  eachTextOf('no stream had a text of several pieces', [is], (deltas, stream) => {
    const again = repeated(deltas)
    return again && extra(stream, again.path, 'text that was sent comes again', 'what is new', again.text)
  })

const REPLACEMENT = '\uFFFD'
export const NON_ASCII = /[^\x00-\x7f]/u

/** The cap ended the text, perhaps within a character: then its end is nobody's to give. */
const isCut = (stream: Observation): boolean =>
  finishReason(stream) === 'length' || finalResponse(stream)?.['status'] === 'incomplete'

const isBroken = (text: string): boolean => !text.isWellFormed() || text.includes(REPLACEMENT)

/** Every piece consists of whole characters. A model may write the replacement character where its request has it. */
export const comesInCharacters = (is: Test): Traffic =>
  eachTextOf(
    'no stream had a character of more than one byte',
    [
      is,
      (one) => streamedTexts(one).some((deltas) => deltas.some(({ text }) => NON_ASCII.test(text))),
      ({ request }) => !JSON.stringify(request).includes(REPLACEMENT),
    ],
    (deltas, stream) => {
      const last = isCut(stream) ? deltas.at(-1) : undefined
      const bad = deltas.find((delta) => isBroken(delta === last ? delta.text.replace(/\uFFFD+$/, '') : delta.text))
      return bad && wrong(stream, bad.path, 'the delta has a broken character', 'whole characters', bad.text)
    },
  )
