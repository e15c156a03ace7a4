import { Failure } from '../../failure.ts'
import { isObject } from '../../json.ts'
import type { Form } from './form.ts'
import { langfuse } from './langfuse.ts'
import { litellm } from './litellm.ts'
import { otlp } from './otlp.ts'

/** The logs of known programs. A record is of the first form that knows it. */
export const FORMS: readonly Form[] = [otlp, litellm, langfuse]

export const READ = `Read are HAR, JSONL of exchanges ({request, response}), ${FORMS.map(({ name }) => name).join(', ')}.`
/** Code of the failure of a record that is of no form. */
export const NO_FORM = 'CAPTURE_FORM'
const MOST_KEYS = 8

/** What to say of a record that is of no form, whatever it holds. No text of it is quoted but the names of its fields. */
export function noForm(where: string, value: unknown): Failure {
  const names = isObject(value) ? Object.keys(value) : []
  const shown = names.slice(0, MOST_KEYS).map((name) => name.slice(0, 30))
  const found = isObject(value)
    ? `a record with ${names.length === 0 ? 'no field' : `the fields ${shown.join(', ')}${names.length > MOST_KEYS ? ' …' : ''}`}`
    : Array.isArray(value)
      ? 'a list'
      : 'neither record nor list'
  return new Failure(NO_FORM, `${where} is ${found}, which is no form of captured traffic. ${READ}`)
}
