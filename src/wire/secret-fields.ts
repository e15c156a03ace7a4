import type { Around, JsonString, Within } from './json-strings.ts'
import { isOneWord } from './secret-forms.ts'
import { nameSays, rememberedNames, type NameSays } from './secret-names.ts'

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

/** Ids, which are compared, and data that is no text. */
const NO_TEXT = new RegExp(
  '(?:^|_)(?:ids?|model|fingerprint|user|safety_identifier|cache_key|obfuscation' +
    '|encrypted_content|signature|embedding|b64_json|data|file_data|image_url|url|hash|digest|etag|file|filename)$' +
    '|[a-z]Ids?$',
)

/** What a name says of the strings under it. */
interface NameFacts {
  says: NameSays
  isValue: boolean
  isAbout: boolean
  isError: boolean
  isOfLogprobs: boolean
  isNoText: boolean
}

const factsOf = rememberedNames((name): NameFacts => ({
  says: nameSays(name),
  isValue: VALUE.test(name),
  isAbout: ABOUT.test(name),
  isError: IS_ERROR.test(name),
  isOfLogprobs: OF_LOGPROBS.test(name),
  isNoText: NO_TEXT.test(name),
}))

const NOTHING: Around = { isError: false, isOfLogprobs: false, secret: undefined }

/** Each is told from the one around it: to look through all names again for each string takes far too long. */
const aroundIn = (within: Within | undefined): Around =>
  within ? (within.around ??= aroundInside(within.name, within.parent)) : NOTHING

function aroundInside(name: string, parent: Within | undefined): Around {
  const outer = aroundIn(parent)
  const { isError, isOfLogprobs, says } = factsOf(name)
  if (!isError && !isOfLogprobs && says !== 'secret') return outer
  return {
    isError: outer.isError || isError,
    isOfLogprobs: outer.isOfLogprobs || isOfLogprobs,
    secret: says === 'secret' ? { isInSchema: SCHEMA.test(parent?.name ?? '') } : outer.secret,
  }
}

/** What a string is by its own name, by the name of what it is in, and by the name that its object gives it. */
export function fieldSays({ name: own, label, before, within }: JsonString, value: string): NameSays {
  const { isError, isOfLogprobs, secret } = aroundIn(within)
  const facts = factsOf(own)
  if (isOfLogprobs || facts.isOfLogprobs) return 'nothing'
  if (before.startsWith('-') && OPTION.test(before) && nameSays(before) === 'secret' && !value.startsWith('-'))
    return 'secret'
  if (facts.says === 'secret' || (facts.isValue && nameSays(label) === 'secret')) return 'secret'
  if (secret && (secret.isInSchema ? facts.isValue : !facts.isAbout)) return 'secret'
  // Errors have codes that say what went wrong.
  if (secret || isError || facts.isError) return 'nothing'
  const mayBe =
    facts.says === 'perhaps' ||
    (facts.isValue && (nameSays(label) === 'perhaps' || nameSays(within?.name ?? '') === 'perhaps'))
  return mayBe && isOneWord(value) ? 'perhaps' : 'nothing'
}

/** Whether a string may be a long random one and no secret. */
export const mayBeRandom = ({ name, isName, within }: JsonString): boolean => {
  if (isName) return true
  const { isNoText, isOfLogprobs } = factsOf(name)
  return isNoText || isOfLogprobs || aroundIn(within).isOfLogprobs
}
