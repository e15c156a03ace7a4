import { isObject, type JsonObject } from '../../../../src/json.ts'
import { jsonOf } from '../answer.ts'
import type { Mutation } from '../mutation.ts'
import { asked, choicesOf, finalOf, setText, textOf, textParts } from './asked.ts'

/** What becomes of a text; undefined where the request does not ask for it. */
type TextChange = (text: string, request: JsonObject) => string | undefined

/** Whether a cap cut an answer, so that its text may end in any way. */
const isCut = (bodies: readonly JsonObject[]): boolean =>
  bodies.flatMap(choicesOf).some(({ finish_reason: reason }) => reason === 'length') ||
  (finalOf(bodies) ?? bodies[0])?.['status'] === 'incomplete'

/** A change of the text of an answer that ended by itself, in every form in which it comes. */
export const ofText = (name: string, about: string, change: TextChange, of?: string[]): Mutation =>
  asked({
    name,
    about,
    ...(of ? { of } : {}),
    plain: (body, request) => (!isCut([body]) && inBody(body, request, change) ? body : undefined),
    events: (events, request) =>
      isCut(events)
        ? undefined
        : events.some(({ type }) => typeof type === 'string')
          ? inEvents(events, request, change)
          : inChunks(events, request, change),
  })

function inBody(body: JsonObject, request: JsonObject, change: TextChange): boolean {
  let done = false
  for (const choice of choicesOf(body)) {
    const text = textOf(choice)
    const other = text === undefined || text === '' ? undefined : change(text, request)
    if (other === undefined) continue
    setText(choice, other)
    done = true
  }
  for (const part of textParts(body)) {
    const other = change(String(part['text']), request)
    if (other === undefined) continue
    part['text'] = other
    done = true
  }
  return done
}

/** What is added stands in the last chunk that has text; a text that is altered comes in the first. */
function inChunks(chunks: JsonObject[], request: JsonObject, change: TextChange): JsonObject[] | undefined {
  const pieces = chunks.flatMap(choicesOf).filter((choice) => choice['index'] === 0 && (pieceOf(choice) ?? '') !== '')
  const whole = pieces.map(pieceOf).join('')
  const other = whole === '' ? undefined : change(whole, request)
  if (other === undefined) return undefined
  const last = pieces.at(-1)
  if (last && other.startsWith(whole)) setPiece(last, `${pieceOf(last)}${other.slice(whole.length)}`)
  else for (const [at, piece] of pieces.entries()) setPiece(piece, at === 0 ? other : '')
  return chunks
}

const pieceOf = (choice: JsonObject): string | undefined => {
  const text = isObject(choice['delta']) ? choice['delta']['content'] : choice['text']
  return typeof text === 'string' ? text : undefined
}
function setPiece(choice: JsonObject, text: string): void {
  if (isObject(choice['delta'])) choice['delta']['content'] = text
  else choice['text'] = text
}

/** The same in deltas, in the events that tell the whole text, and in the final object. */
function inEvents(events: JsonObject[], request: JsonObject, change: TextChange): JsonObject[] | undefined {
  const deltas = events.filter(({ type }) => type === 'response.output_text.delta')
  const [first] = deltas
  const own = deltas.filter((delta) => delta['item_id'] === first?.['item_id'])
  const joined = own.map(({ delta }) => String(delta)).join('')
  const whole = toldText(events, first) ?? joined
  const other = whole === '' ? undefined : change(whole, request)
  if (other === undefined || !first) return undefined
  const last = own.at(-1)
  if (last && joined === whole && other.startsWith(whole))
    last['delta'] = `${String(last['delta'])}${other.slice(whole.length)}`
  else for (const [at, delta] of own.entries()) delta['delta'] = at === 0 ? other : ''
  const parts = events.flatMap((event) => [
    event,
    ...(isObject(event['part']) ? [event['part']] : []),
    ...(isObject(event['item']) ? textParts({ output: [event['item']] }) : []),
  ])
  for (const part of [...parts, ...textParts(finalOf(events))]) if (part['text'] === whole) part['text'] = other
  return events
}

/** The text that these deltas add up to. A recorder may have masked it otherwise than its pieces. */
const toldText = (events: readonly JsonObject[], delta: JsonObject | undefined): string | undefined => {
  const done = events.find(
    ({ type, item_id: item }) => type === 'response.output_text.done' && item === delta?.['item_id'],
  )
  return typeof done?.['text'] === 'string' ? done['text'] : undefined
}

const stops = ({ stop }: JsonObject): string[] =>
  [stop].flat().filter((one) => typeof one === 'string' && one !== '') as string[]

/** The format that was asked for, of a chat or of a response. */
const formatOf = ({ response_format: format, text }: JsonObject): JsonObject => {
  const asking = isObject(format) ? format : isObject(text) ? text['format'] : undefined
  return isObject(asking) ? asking : {}
}
/** Whether the server must keep to JSON, and it came. A recorder that masks texts takes constants away that a schema wants. */
const isJsonAsked = (text: string, request: JsonObject): boolean => {
  const format = formatOf(request)
  const hasConstants = /"(const|enum)":/.test(JSON.stringify(format)) && text.includes('xxx')
  return (format['type'] === 'json_object' || isStrict(request)) && isObject(jsonOf(text)) && !hasConstants
}
const isStrict = (request: JsonObject): boolean => {
  const { strict, json_schema: schema } = formatOf(request)
  return (isObject(schema) ? schema['strict'] : strict) === true
}
const ofJson = (name: string, about: string, change: (text: string) => string | undefined): Mutation =>
  ofText(name, about, (text, request) => (isJsonAsked(text, request) ? change(text) : undefined))

/** Only under `strict` it is the server that keeps to the schema: without, the model may depart from it. */
const ofStrictJson = (name: string, about: string, change: (value: JsonObject) => JsonObject): Mutation =>
  ofText(name, about, (text, request) => {
    const value = jsonOf(text)
    return isJsonAsked(text, request) && isStrict(request) && isObject(value) && Object.keys(value).length > 0
      ? JSON.stringify(change(value))
      : undefined
  })

const misTyped = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner], at) => [
      key,
      at > 0 ? inner : typeof inner === 'object' ? 7 : { x: inner },
    ]),
  )

export const textMutations: Mutation[] = [
  ofText('stop text kept', 'a stop text of the request ends the text', (text, request) =>
    stops(request)[0] === undefined ? undefined : text + stops(request)[0],
  ),
  ofText('stop ignored', 'the text goes on after a stop text', (text, request) =>
    stops(request)[0] === undefined ? undefined : `${text}${stops(request)[0]} and goes on`,
  ),
  ofText('stop text begun', 'the text ends with the beginning of a stop text', (text, request) => {
    const long = stops(request).find((one) => one.length > 3)
    return long === undefined ? undefined : text + long.slice(0, -1)
  }),
  ofText('control mark at the end', 'a mark of the template ends the text', (text) => `${text}<|im_end|>`),
  ofText(
    'control mark at the start',
    'a mark of the template begins the text',
    (text) => `<|im_start|>assistant\n${text}`,
  ),
  ofText('turn of the user', 'the text goes on with a turn of the user', (text) =>
    // What stands in a fence may be an example.
    text.includes('```') ? undefined : `${text}<|im_end|>\n<|im_start|>user\nAnd then?`,
  ),
  ofText(
    'thoughts in the text',
    'thoughts stand in the text between their marks',
    (text) => `<think>So.</think>\n${text}`,
  ),
  ofText(
    'character lost',
    'a character that does not fit in one token is two replacement characters',
    (text) => `${text} \uFFFD\uFFFD`,
  ),
  ofText('text doubled', 'the whole text comes twice', (text) => (text.length > 40 ? text + text : undefined)),
  ofJson('JSON in a fence', 'JSON stands between code fences', (text) => `\`\`\`json\n${text}\n\`\`\``),
  ofJson('JSON after words', 'words precede the JSON', (text) => `Here it is: ${text}`),
  ofJson('JSON before a mark', 'a control mark follows the JSON', (text) => `${text}</s>`),
  ofJson('JSON cut', 'JSON lacks its end', (text) => text.trimEnd().slice(0, -1)),
  ofJson('JSON blank', 'blanks alone stand in place of JSON', () => ' \n\n\n '),
  ofJson('JSON as list', 'a list stands in place of an object', (text) => `[${text}]`),
  ofStrictJson('property lost', 'the JSON lacks a property', (value) =>
    Object.fromEntries(Object.entries(value).slice(1)),
  ),
  ofStrictJson('property more', 'the JSON has a property that its schema lacks', (value) => ({ ...value, x_more: 1 })),
  ofStrictJson('property of another type', 'a property of the JSON has another type', misTyped),
]
