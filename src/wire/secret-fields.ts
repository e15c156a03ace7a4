import type { JsonString, Within } from './json-strings.ts'
import { isOneWord } from './secret-forms.ts'
import { nameSays, type NameSays } from './secret-names.ts'

/** In a schema, what stands under the name of a field describes it, but for these. */
const VALUE = /^(?:values?|val|default|const|examples?|secret|plaintext)$/i
const SCHEMA = /^(?:properties|\$defs|definitions)$/
/** What describes a secret that it stands beside. */
const ABOUT = new RegExp(
  '^(?:type|name|id|title|description|format|kind|object|provider|scheme|in|status|header|user' +
    '|username|login|email|url|host|region)$',
  'i',
)

/** Arguments of a program are a list: `["--api-key", …]`. */
const OPTION = /^--?[a-z][\w-]*$/i

/** Parts of a text, each with how likely it is. */
const OF_LOGPROBS = /logprobs$/
const IS_ERROR = /^errors?$/

/** What the names say that a string is in: innermost is what holds secrets, with the name of what that is in. */
interface Around {
  isError: boolean
  isOfLogprobs: boolean
  secret: { within: string } | undefined
}

const NOTHING: Around = { isError: false, isOfLogprobs: false, secret: undefined }
const known = new WeakMap<Within, Around>()

/** Each is told from the one around it: to look through all names again for each string takes far too long. */
function aroundIn(within: Within | undefined): Around {
  if (within === undefined) return NOTHING
  const before = known.get(within)
  if (before) return before
  const { name, parent } = within
  const outer = aroundIn(parent)
  const around = {
    isError: outer.isError || IS_ERROR.test(name),
    isOfLogprobs: outer.isOfLogprobs || OF_LOGPROBS.test(name),
    secret: nameSays(name) === 'secret' ? { within: parent?.name ?? '' } : outer.secret,
  }
  known.set(within, around)
  return around
}

/** What a string is by its own name, by the name of what it is in, and by the name that its object gives it. */
export function fieldSays({ name: own, label, before, within }: JsonString, value: string): NameSays {
  const { isError, isOfLogprobs, secret } = aroundIn(within)
  if (isOfLogprobs || OF_LOGPROBS.test(own)) return 'nothing'
  if (OPTION.test(before) && nameSays(before) === 'secret' && !value.startsWith('-')) return 'secret'
  const isValue = VALUE.test(own)
  if (nameSays(own) === 'secret' || (isValue && nameSays(label) === 'secret')) return 'secret'
  if (secret && (SCHEMA.test(secret.within) ? isValue : !ABOUT.test(own))) return 'secret'
  // Errors have codes that say what went wrong.
  if (secret || isError || IS_ERROR.test(own) || !isOneWord(value)) return 'nothing'
  const about = isValue ? [own, label, within?.name ?? ''] : [own]
  return about.some((name) => nameSays(name) === 'perhaps') ? 'perhaps' : 'nothing'
}

/** Ids, which are compared, and data that is no text. */
const NO_TEXT = new RegExp(
  '(?:^|_)(?:ids?|model|fingerprint|user|safety_identifier|cache_key|obfuscation' +
    '|encrypted_content|signature|embedding|b64_json|data|file_data|image_url|url|hash|digest|etag|file|filename)$' +
    '|[a-z]Ids?$',
)

/** Whether a string may be a long random one and no secret. */
export const mayBeRandom = ({ name, isName, within }: JsonString): boolean =>
  isName || NO_TEXT.test(name) || OF_LOGPROBS.test(name) || aroundIn(within).isOfLogprobs
