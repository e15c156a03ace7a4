import type { JsonString } from './json-strings.ts'
import { isOneWord } from './secret-forms.ts'
import { nameSays, type NameSays } from './secret-names.ts'

/** In a schema, what stands under the name of a field describes it, but for these. */
const VALUE = /^(?:values?|val|default|const|examples?|secret|plaintext)$/i
const SCHEMA = /^(?:properties|\$defs|definitions)$/
/** What describes a secret that it stands beside. */
const ABOUT = new RegExp('^(?:type|name|id|title|description|format|kind|object|provider|scheme|in|status|header|user'
  + '|username|login|email|url|host|region)$', 'i')

/** Arguments of a program are a list: `["--api-key", …]`. */
const OPTION = /^--?[a-z][\w-]*$/i

/** Parts of a text, each with how likely it is. */
const isOfLogprobs = (names: readonly string[]): boolean => names.some((name) => /logprobs$/.test(name))

/** What a string is by its own name, by the name of what it is in, and by the name that its object gives it. */
export function fieldSays({ names, label, before }: JsonString, value: string): NameSays {
  if (isOfLogprobs(names)) return 'nothing'
  if (OPTION.test(before) && nameSays(before) === 'secret' && !value.startsWith('-')) return 'secret'
  const own = names.at(-1) ?? ''
  const isValue = VALUE.test(own)
  if (nameSays(own) === 'secret' || (isValue && nameSays(label) === 'secret')) return 'secret'
  const around = names.findLastIndex((name, at) => at < names.length - 1 && nameSays(name) === 'secret')
  if (around >= 0 && (SCHEMA.test(names[around - 1] ?? '') ? isValue : !ABOUT.test(own))) return 'secret'
  // Errors have codes that say what went wrong.
  if (around >= 0 || names.some((name) => /^errors?$/.test(name)) || !isOneWord(value)) return 'nothing'
  const about = isValue ? [own, label, names.at(-2) ?? ''] : [own]
  return about.some((name) => nameSays(name) === 'perhaps') ? 'perhaps' : 'nothing'
}

/** Ids, which are compared, and data that is no text. */
const NO_TEXT = new RegExp('(?:^|_)(?:ids?|model|fingerprint|user|safety_identifier|cache_key|obfuscation'
  + '|encrypted_content|signature|embedding|b64_json|data|file_data|image_url|url|hash|digest|etag|file|filename)$'
  + '|[a-z]Ids?$')

/** Whether a string may be a long random one and no secret. */
export const mayBeRandom = ({ names, isName }: JsonString): boolean =>
  isName || NO_TEXT.test(names.at(-1) ?? '') || isOfLogprobs(names)
