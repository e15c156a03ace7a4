import { departures, isSchema } from '../contract/schema-errors.ts'
import { inconclusive, type Finding } from '../finding.ts'
import { extra, ignored, missing, wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { parseJson } from '../wire/sse.ts'
import { controlMarks, withoutControlMarks } from './control-marks.ts'
import { isMasked, isMaskedWithin } from './masked.ts'
import { isObject, type JsonObject } from './reply.ts'
import { saidIn, type Said } from './said.ts'
import { beginsObject } from './structured.ts'
import { brief } from './tools.ts'

export type Format = 'json_object' | 'strict' | 'loose'

/** The format of a request: of a chat in `response_format`, of a response in `text.format`. */
function formatSent({ request }: Observation): JsonObject {
  const { response_format: chat, text } = request
  const sent = isObject(text) ? text['format'] : chat
  return isObject(sent) ? sent : {}
}

/** The schema of a request with what belongs to it: one level deeper in a chat. */
function schemaSent(one: Observation): JsonObject {
  const sent = formatSent(one)
  return isObject(sent['json_schema']) ? sent['json_schema'] : sent
}

/** The request asks for that format. That an invalid schema is refused is for the rule on those. */
const asksFor =
  (format: Format): Test =>
  (one) => {
    const { type } = formatSent(one)
    if (format === 'json_object') return type === format
    const { schema, strict } = schemaSent(one)
    return type === 'json_schema' && (strict === true) === (format === 'strict') && isObject(schema) && isSchema(schema)
  }

/** Keywords on values rather than on the form of an object. Each has a probe of its own, and not every server that binds the form has them. */
const ON_VALUES = /^(pattern|format|multipleOf|uniqueItems|exclusiveM\w+|(min|max)\w+)$/

/** Keywords on strings that a mask takes away. */
const ON_STRINGS = /^(enum|const)$/

/** In what a value departs from the form that a schema asks for. */
function otherForm(schema: unknown, value: unknown): string | undefined {
  const found = isObject(schema) ? departures(schema, value) : []
  const isOpen = found.some(
    ({ keyword }) => ON_VALUES.test(keyword) || (ON_STRINGS.test(keyword) && isMaskedWithin(value)),
  )
  return isOpen ? undefined : found[0]?.message
}

/** A text that is JSON once something around it is taken away, and what that is. */
function around(text: string): [what: string, rest: unknown] | undefined {
  const fence = /^\s*(```\w*)\s*[{[][\s\S]*?(```)?\s*$/.exec(text)
  if (fence) return ['the JSON is in a code fence', fence[1] ?? '']
  const mark = controlMarks(text)
  if (mark !== undefined && parseJson(withoutControlMarks(text)).ok)
    return ['a control mark of the model follows the JSON', mark]
  const [from, to] = [text.search(/[{[]/), Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1]
  if (from < 0 || !parseJson(text.slice(from, to)).ok) return undefined
  const before = text.slice(0, from).trim()
  return before === ''
    ? ['text follows the JSON', brief(text.slice(to).trim())]
    : ['text is before the JSON', brief(before)]
}

/** What is wrong with a text that ended by itself and should be JSON of that format. */
function notInFormat(one: Observation, { text, path }: Said, format: Format): Finding | undefined {
  const parsed = parseJson(text)
  const found = parsed.ok ? undefined : around(text)
  if (found) return extra(one, path, found[0], 'the JSON alone', found[1])
  if (!parsed.ok && text.trim() === '')
    return ignored(one, path, 'the text is white space alone', 'JSON', text.slice(0, 80))
  if (!parsed.ok && beginsObject(text))
    return wrong(one, path, 'the JSON is not whole, and the answer says that it ended', 'whole JSON', brief(text))
  if (!parsed.ok) return ignored(one, path, 'the text is not JSON', 'JSON', brief(text))
  if (format === 'json_object')
    return isObject(parsed.value) ? undefined : ignored(one, path, 'the JSON is no object', 'an object', brief(text))
  const { schema } = schemaSent(one)
  const departure = otherForm(schema, parsed.value)
  return departure === undefined
    ? undefined
    : ignored(one, path, `not of the schema: ${departure}`, schema, brief(text))
}

const NONE = 'no answer in this format ended by itself with a text'

/** What is wrong with a text that the cap ended: whatever comes later, JSON begins with a bracket. */
const beginsOtherwise = (one: Observation, { text, path }: Said): Finding | undefined =>
  /^\s*([{[]|$)/.test(text)
    ? undefined
    : ignored(one, path, 'the text, which the cap cut, does not begin as JSON', '{ …', brief(text))

/** Holds texts against the format of their request. A response may have several: the last of them is the answer. */
export const holdsFormat = (format: Format, is: Test): Traffic =>
  eachAnswer(NONE, [is, asksFor(format), (one) => saidIn(one).some(({ ended, cut }) => ended || cut)], (one) => {
    const texts = one.request['input'] === undefined ? saidIn(one) : saidIn(one).slice(-1)
    if (texts.some(({ text }) => isMasked(text))) return inconclusive('the texts are masked')
    const found = texts.flatMap((said) =>
      said.ended ? (notInFormat(one, said, format) ?? []) : said.cut ? (beginsOtherwise(one, said) ?? []) : [],
    )
    return found.length > 0 || texts.some(({ ended }) => ended) ? found : inconclusive(NONE)
  })

const NO_OBJECT = 'no answer to a strict schema ended by itself with an object'

/** The objects of an answer that ended by itself. */
const objectsIn = (one: Observation): { path: string; value: JsonObject }[] =>
  saidIn(one).flatMap(({ ended, text, path }) => {
    const parsed = ended ? parseJson(text) : undefined
    return parsed?.ok && isObject(parsed.value) ? [{ path, value: parsed.value }] : []
  })

/** Looks for the keys that a strict schema requires, in objects. Clients that survive a key too many break on one that lacks. */
export const hasRequired = (is: Test): Traffic =>
  eachAnswer(NO_OBJECT, [is, asksFor('strict'), (one) => objectsIn(one).length > 0], (one) => {
    if (saidIn(one).some(({ text }) => isMasked(text))) return inconclusive('the texts are masked')
    const { schema } = schemaSent(one)
    return objectsIn(one).flatMap(({ path, value }) => {
      const lack = isObject(schema)
        ? departures(schema, value).find(({ keyword }) => keyword === 'required')
        : undefined
      return lack ? [missing(one, path, `not of the schema: ${lack.message}`, schema, brief(value))] : []
    })
  })

/** A text of white space after its JSON, or of nothing else, which only the cap ended. */
const runsBlank = ({ text, cut }: Said): boolean =>
  cut && /\s{8}$/.test(text) && (text.trim() === '' || parseJson(text).ok)

/** Finds answers that end their JSON, and go on in white space until the cap. */
export const endsWithJson = (is: Test): Traffic =>
  eachAnswer(
    'no answer in JSON had whole JSON',
    [
      is,
      (one) => ['json_object', 'json_schema'].includes(String(formatSent(one)['type'])),
      (one) => saidIn(one).some((said) => runsBlank(said) || parseJson(said.text).ok),
    ],
    (one) =>
      saidIn(one)
        .filter(runsBlank)
        .map(({ text, path }) => extra(one, path, 'white space follows until the cap', 'the end', text.slice(-80))),
  )
