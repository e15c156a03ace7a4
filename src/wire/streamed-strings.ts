import { jsonStrings, jsonView, type Within } from './json-strings.ts'
import { remembered } from './remembered.ts'
import type { Range, View } from './text-view.ts'

/** Fields whose text comes in pieces, one an event. */
const IN_PIECES = new Set(
  (
    'delta content text arguments reasoning reasoning_content reasoning_text thinking thought thoughts refusal' +
    ' transcript partial_json input code response'
  ).split(' '),
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
const textsOf = remembered((stream: string): readonly (readonly Piece[])[] => {
  const texts = new Map<string, Piece[]>()
  EVENT.lastIndex = 0
  for (let match = EVENT.exec(stream); match; match = EVENT.exec(stream)) {
    const { 0: line, 1: event = '', index } = match
    addPieces(texts, event, index + line.length - event.length)
  }
  return [...texts.values()].filter((pieces) => pieces.length > 1)
})

/** Adds what an event says, which begins there in its stream. */
function addPieces(texts: Map<string, Piece[]>, event: string, begin: number): void {
  const pieces = jsonStrings(event).filter(
    ({ from, to, name, isName, within }) => !isName && from !== to && IN_PIECES.has(name) && !isInError(within),
  )
  const which = pieces.length === 0 ? '' : (event.match(WHICH)?.join() ?? '')
  for (const { from, written, name, within } of pieces) {
    const key = `${pathOf(within)}${name} ${which}`
    const known = texts.get(key)
    const piece = { view: jsonView(written), begin: begin + from }
    if (known) known.push(piece)
    else texts.set(key, [piece])
  }
}

const isInError = (within: Within | undefined): boolean =>
  within !== undefined && (within.name === 'error' || isInError(within.parent))

/** The names of all fields that something is in, outermost first. */
const pathOf = (within: Within | undefined): string => (within ? `${pathOf(within.parent)}${within.name}.` : '')

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
