import { settingsText } from '../policy/adapt-to-model.ts'
import type { Preset, Thinking } from '../policy/preset.ts'
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

/** What keeps models from thinking, by endpoint, in words. */
export const effortText = ({ effort: { chat, responses } = {} }: Thinking): string[] => [
  ...(chat === undefined ? [] : [settingsText(chat)]),
  ...(responses === undefined ? [] : [`${settingsText(responses)} in responses`]),
]

/** What models refuse, a parameter each, in words. */
export const refusalTexts = ({ refuses = [] }: Thinking): string[] =>
  refuses.map(
    ({ parameter, instead, onlyThinking }) =>
      `${parameter}${instead === undefined ? '' : ` (takes ${instead})`}${onlyThinking ? ' (where it thinks)' : ''}`,
  )
