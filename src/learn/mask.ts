import { LOOKS_LIKE_KEY } from '../exchange/secret-forms.ts'
import { isObject } from '../observe/reply.ts'
import type { Json } from '../define/steps.ts'

/** Where people's words stand in a request; everything else is its structure. */
const TEXT_KEYS = new Set(['content', 'text', 'input', 'prompt', 'suffix', 'instructions', 'description', 'arguments', 'output', 'refusal', 'reasoning_content', 'reasoning'])
/** What names people or accounts, and is never kept. */
const NAMING_KEYS = new Set(['user', 'safety_identifier', 'prompt_cache_key', 'metadata', 'previous_response_id'])

/** A key or an address; masked wherever it stands. */
const SECRETS = new RegExp(`${LOOKS_LIKE_KEY.source}|[\\w.+-]+@[\\w-]+\\.[\\w.]+`, 'g')
/** What holds a key, whatever that looks like: tools of MCP servers are sent with the headers they need. */
const SECRET_KEYS = /^(x-)?(authorization|api[-_]?key|(access|auth|refresh|session)[-_]?token|token|client[-_]?secret|secret|password|cookie)$/i

/** One red pixel as PNG: a picture says more than a request needs to be judged. */
const PICTURE = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

/** A request without what people wrote: letters become `x`, digits `0`, pictures one pixel. With `keepText` only keys, addresses and names go. */
export const masked = (body: Record<string, unknown>, keepText: boolean): { [key: string]: Json } => maskObject(body, keepText) as { [key: string]: Json }

function maskObject(value: Record<string, unknown>, keepText: boolean): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !NAMING_KEYS.has(key)).map(([key, inner]) => [key, maskValue(key, inner, keepText)]))
}

function maskValue(key: string, value: unknown, keepText: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => maskValue(key, item, keepText))
  if (isObject(value)) return key === 'image_url' && typeof value['url'] === 'string' ? { ...maskObject(value, keepText) as object, url: PICTURE } : maskObject(value, keepText)
  if (typeof value !== 'string') return value as Json
  if (SECRET_KEYS.test(key)) return '[redacted]'
  if (key === 'image_url' || key === 'url' || key === 'file_data' || key === 'data') return PICTURE
  if (key === 'arguments' && !keepText) return maskArguments(value)
  return TEXT_KEYS.has(key) && !keepText ? blank(value) : value.replace(SECRETS, '[redacted]')
}

const blank = (text: string): string => text.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '0')

/** Arguments stay JSON where they were. */
function maskArguments(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) => (typeof value === 'string' ? blank(value) : value))
  } catch {
    return blank(text)
  }
}
