import type { Preset } from '../policy/preset.ts'
import { counted } from './markdown-text.ts'

/** Where it is, in words. */
export const placeOf = ({ id, baseUrl, urlVariable }: Preset): string =>
  `${baseUrl ?? `wherever you say: ${id}=URL`}${urlVariable === undefined ? '' : `, or where ${urlVariable} points`}`

/** Which variable holds its key, in words. */
export const keyText = ({ key: { variables, required, header } }: Preset): string =>
  `${variables.join(' or ')}${header === undefined ? '' : `, as ${header}`}${required ? '' : ', if it wants one'}`

/** What it may be held up for, in words. */
export function judgesText({ reference: { judges, cannot } }: Preset): string {
  if (judges.length === 0) return 'nothing'
  return `${judges.includes('**') ? 'everything' : judges.join(', ')}${cannot.length === 0 ? '' : ` (${counted(cannot.length, 'exception')})`}`
}
