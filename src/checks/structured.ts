import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { extra, ignored } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { parseJson } from '../wire/sse.ts'
import { controlMarks, withoutControlMarks } from './control-marks.ts'
import { parts } from './reasoning.ts'
import { finishReason, firstChoice, isObject, text, TEXT } from './reply.ts'
import { brief, schemaErrors } from './tools.ts'

export const SOURCE = 'https://platform.openai.com/docs/guides/structured-outputs'

/** A text as JSON; undefined where it is not JSON. A server that leaves control marks behind it has still bound the JSON. */
export function asJson(said: string): unknown {
  const parsed = parseJson(withoutControlMarks(said))
  return parsed.ok ? parsed.value : undefined
}

/** The text of an answer as JSON. */
export const jsonText = (observation: Observation): unknown => asJson(text(observation))

/** Ends of a text that was cut in the middle of a JSON value: in a string, before a value, in a literal. */
const ENDS = ['', '"', '":0', ':0', '0', '"":0', 'e', 'ue', 'rue', 'se', 'lse', 'alse', 'l', 'll', 'ull']

/** More text could make this a JSON object: what a limit cut is JSON as far as it goes. */
export function beginsObject(said: string): boolean {
  const borders = said.replaceAll(/"(?:[^"\\]|\\.)*("|$)/g, '').match(/[{}[\]]/g) ?? []
  // One list that grows and shrinks: servers send texts with millions of borders.
  const open: string[] = []
  for (const border of borders)
    if ('{['.includes(border)) open.push(border === '{' ? '}' : ']')
    else open.pop()
  const ends = open.reverse().join('')
  return ENDS.some((end) => {
    const parsed = parseJson(said + end + ends)
    return parsed.ok && isObject(parsed.value)
  })
}

/** White space behind an object or in place of one, and more of it than a model puts there before it ends. */
export const endsInBlanks = (said: string): boolean => /(^|\})\s{4,}$/.test(said)

/** What stands in `refusal`, of a message or joined from deltas; empty where the model did not refuse. */
export const refusalText = (observation: Observation): string =>
  parts(observation)
    .map(({ refusal }) => (typeof refusal === 'string' ? refusal : ''))
    .join('')

/** Whether nothing follows from the text: the token limit cut it, the model refused, or it said nothing. */
export function unfinished(observation: Observation): string | undefined {
  // An object that has closed is whole: what the limit cut is blanks behind it.
  if (finishReason(observation) === 'length' && !isObject(jsonText(observation)))
    return 'the token limit cut the answer'
  if (!firstChoice(observation)) return 'there is no answer'
  return text(observation) === '' ? 'the model said nothing' : undefined
}

/** That the text is JSON of this schema. Not to be JSON at all, or another one, is to have had no effect. */
export function* obeys(
  observation: Observation,
  schema: object,
  what: string,
): Generator<Finding, Inconclusive | void, void> {
  const open = unfinished(observation)
  if (open !== undefined) return inconclusive(open)
  const value = jsonText(observation)
  if (value === undefined)
    return yield ignored(
      observation,
      TEXT,
      `${what} changed nothing: the answer is not JSON`,
      'JSON',
      brief(text(observation)),
    )
  const errors = schemaErrors(schema, value)
  if (errors.length > 0) yield ignored(observation, TEXT, `${what}: ${errors[0]}`, schema, brief(value))
}

/** The same, and nothing but that JSON. One pair of rules says so, for all that ask for JSON. */
export function* obeysAlone(
  observation: Observation,
  schema: object,
  what: string,
): Generator<Finding, Inconclusive | void, void> {
  const open = yield* obeys(observation, schema, what)
  if (open) return open
  const mark = controlMarks(text(observation))
  if (mark !== undefined && jsonText(observation) !== undefined)
    yield extra(observation, TEXT, 'a control mark of the model follows the JSON', 'nothing more', mark)
}

/** The control answer is prose, so that JSON elsewhere is the server's doing. */
export const isProse = (control: Observation): boolean => text(control) !== '' && !isObject(jsonText(control))
