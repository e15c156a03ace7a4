import { isObject } from '../json.ts'
import type { Json } from '../suite/steps.ts'
import { withoutGivenAway } from '../wire/redact-captured.ts'
import { nameSays } from '../wire/secret-names.ts'

/**
 * Fields whose texts make the request what it is: rules need them as they are. All other texts are somebody's words,
 * or of a field that is not known here, and may be anything.
 */
const KEPT = new Set([
  'type',
  'role',
  'name',
  'id',
  'call_id',
  'tool_call_id',
  'status',
  'stop',
  'tool_choice',
  'format',
  'response_format',
  'encoding_format',
  'effort',
  'reasoning_effort',
  'verbosity',
  'summary',
  'service_tier',
  'include',
  'truncation',
  'modalities',
  'voice',
  'detail',
  'mode',
  'think',
  'keep_alive',
  'prompt_cache_retention',
  'ttl',
  'server_label',
  'search_context_size',
  'file_id',
  'vector_store_ids',
  'models',
  // Of a schema, and of a grammar.
  'required',
  'enum',
  'const',
  'pattern',
  '$ref',
  '$schema',
  '$id',
  '$anchor',
  'propertyOrdering',
  'syntax',
  'definition',
])
/** What names people or accounts, and is never kept. */
const NAMING_KEYS = new Set([
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'metadata',
  'previous_response_id',
  'conversation',
])
const ADDRESS = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.]+/g

/** One red pixel as PNG: a picture says more than a request needs to be judged. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

/**
 * A request without what people wrote: letters become `x`, digits `0`, pictures one pixel. With `keepText` only
 * secrets, addresses and names go.
 */
export const masked = (body: Record<string, unknown>, keepText: boolean): { [key: string]: Json } => {
  const known = JSON.parse(withoutGivenAway(JSON.stringify(body))) as Record<string, unknown>
  return { ...maskObject(known, keepText), ...Object.fromEntries(Object.entries(known).filter(isOption)) }
}

/** One small word is an option, also of a parameter that is new: `high`. */
const isOption = (field: [key: string, value: unknown]): field is [string, string] => {
  const [key, value] = field
  return typeof value === 'string' && /^[a-z]{2,16}$/.test(value) && !NAMING_KEYS.has(key) && !WORDS.test(key)
}
const WORDS = /^(?:input|prompt|suffix|instructions)$/

/** Where the keys are names that the app has given, of which none has a meaning here. */
const NAMES = /^(?:properties|\$defs|definitions)$/

function maskObject(value: Record<string, unknown>, keepText: boolean, isOfNames = false): { [key: string]: Json } {
  const kept = Object.entries(value).filter(([key]) => isOfNames || !NAMING_KEYS.has(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, maskValue(key, inner, keepText)]))
}

function maskValue(key: string, value: unknown, keepText: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => maskValue(key, item, keepText))
  if (isObject(value)) return maskObject(value, keepText, NAMES.test(key))
  if (typeof value === 'number' && nameSays(key) === 'secret') return 0
  if (typeof value !== 'string' || value === '[redacted]') return value as Json
  if (key === 'image_url' || key === 'url' || key === 'file_data' || key === 'data') return PICTURE
  if (keepText || KEPT.has(key)) return value.replace(ADDRESS, '[redacted]')
  return key === 'arguments' ? maskArguments(value) : blank(value)
}

/** The word JSON stays: OpenAI refuses a request for `json_object` in which it does not come. */
const blank = (text: string): string =>
  text.replace(/json|\p{L}/giu, (found) => (found.length > 2 ? found : 'x')).replace(/\p{N}/gu, '0')

/** Arguments stay JSON where they were. */
function maskArguments(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
      typeof value === 'string' ? blank(value) : value,
    )
  } catch {
    return blank(text)
  }
}
