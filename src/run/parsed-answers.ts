import { asArray } from '../json.ts'
import type { Observation } from '../wire/observe.ts'

/**
 * What a log shows that keeps only the parsed answer. Loggers put in what is missing (LiteLLM an `id`, `usage` and the `type` of a
 * call), leave out what is null, and join streams: so only the texts and names that the server wrote itself are judged.
 */
export const SHOWN_BY_PARSED: readonly string[] = [
  'chat/content/no-control-marks',
  'chat/response/choices-message-tool-calls-function-name-value',
  'reasoning/text/no-markup',
]

/** The same, where the log says which tools were on offer. */
export const SHOWN_WITH_TOOLS: readonly string[] = [
  ...SHOWN_BY_PARSED,
  'tools/markup/not-in-content',
  'tools/names/declared',
]

/** The rules that a parsed answer says something of. */
export const shownByParsed = ({ request }: Observation): readonly string[] =>
  asArray(request['tools']).length > 0 ? SHOWN_WITH_TOOLS : SHOWN_BY_PARSED
