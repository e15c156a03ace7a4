import { jsonStrings, jsonView, namesOf } from './json-strings.ts'
import type { Range, View } from './text-view.ts'

/** Fields whose text comes in pieces, one an event. */
const IN_PIECES = new RegExp(
  '^(?:delta|content|text|arguments|reasoning(?:_content|_text)?|thinking|thoughts?|refusal' +
    '|transcript|partial_json|input|code|response)$',
)
/** What tells apart the texts of a stream that come side by side. */
const WHICH =
  /"(?:(?:output_|content_|summary_)?index"\s*:\s*\d+|item_id"\s*:\s*"[^"\n]*"|type"\s*:\s*"response\.[^"\n]*")/g
/** An event, or a line of JSON, as Ollama's own API streams them. */
const EVENT = /^(?:data: ?|(?=\{))(.*)$/gm

interface Piece {
  view: View
  begin: number
}

/** The texts that a stream of server-sent events spells out, each with its pieces in order. */
function textsOf(stream: string): Piece[][] {
  const texts = new Map<string, Piece[]>()
  for (const { 0: line, 1: event = '', index } of stream.matchAll(EVENT)) {
    const begin = index + line.length - event.length
    const which = event.match(WHICH)?.join() ?? ''
    for (const string of jsonStrings(event)) {
      const { from, to, name, isName } = string
      if (isName || from === to || !IN_PIECES.test(name)) continue
      const names = namesOf(string)
      if (names.includes('error')) continue
      const key = `${names.join('.')} ${which}`
      const pieces = texts.get(key)
      const piece = { view: jsonView(event.slice(from, to)), begin: begin + from }
      if (pieces) pieces.push(piece)
      else texts.set(key, [piece])
    }
  }
  return [...texts.values()].filter((pieces) => pieces.length > 1)
}

/**
 * What is found in the texts that a stream spells out over its events, as ranges of the stream. Of those of one find,
 * the first is where it begins, the others are its rest.
 */
export function findSpelledOut<Found extends Range>(stream: string, find: (text: string) => readonly Found[]): Found[] {
  return textsOf(stream).flatMap((pieces) =>
    find(pieces.map(({ view }) => view.text).join('')).flatMap((found) => inPieces(found, pieces)),
  )
}

function inPieces<Found extends Range>(found: Found, pieces: readonly Piece[]): Found[] {
  const ranges: Found[] = []
  let at = 0
  for (const { view, begin } of pieces) {
    const [from, to] = [Math.max(found.from - at, 0), Math.min(found.to - at, view.text.length)]
    const isRest = ranges.length > 0
    if (from < to) ranges.push({ ...found, from: begin + view.from(from), to: begin + view.to(to - 1), isRest })
    at += view.text.length
  }
  return ranges
}
