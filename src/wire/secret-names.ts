/**
 * What the name of a header, field or parameter says of its value: a secret, perhaps one (`key`, `code`), or nothing.
 */
export type NameSays = 'secret' | 'perhaps' | 'nothing'

/** `accessKey`, `ACCESS_KEY` and `X-Access-Key` are one name: words in small letters with dashes between. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()

const SECRET_WORDS =
  'pass-?(?:word|wd|phrase|code|key|wort)|pass|passwords|pwd?' +
  '|psk|dsn|mnemonic|seed-phrase|priv-?key|[a-z]*sessid|jsessionid|otp|totp|secrets?|credentials?|creds|bearer' +
  '|authorization|jwt|cookies?|connection-?string'
/** Whose keys and tokens are secret. */
const OWNERS =
  'api|access|refresh|id|private|secret|auth|authentication|oauth2?|session|client|account|master|admin' +
  '|root|user|personal|signing|signature|encryption|decryption|subscription|service|virtual|licen[cs]e|shared' +
  '|storage|ssh|rsa|pgp|gpg|tls|ssl|hmac|consumer|app|application|functions?|server|deploy|webhook|security|csrf' +
  '|xsrf|device|bot|push|registration|verification|reset|invite|sas|bearer|pat|github|gitlab|hf|slack|openai|azure' +
  '|anthropic|aws|portkey|litellm|vault|npm'
/** What may stand behind a name and changes nothing: `password_value`, `API_KEY_2`. */
const TAIL =
  '(?:-(?:values?|string|text|plain|raw|id|hash|header|encoded|base64|b64|prod|production|dev|test|staging' +
  '|live|new|old|current|primary|secondary|confirm|confirmation|v?\\d+)|\\d+)*'
const OWNED = `(?:${OWNERS})-?(?:keys?|token|pass)|(?:api|access|auth|refresh)-?tokens`
/** In one word with what stands before them: `dbpassword`, `PGPASSWORD`, `clientsecret`. */
const GLUED =
  'password|passwd|passphrase|apikey|(?:client|app|api|shared|consumer|access|webhook)secret' +
  '|(?:secret|private)?accesskey|(?:access|auth|refresh|session|bearer)token|(?:key|store|ssh)pass'
const SECRET = new RegExp(`(?:(?:^|-)(?:${SECRET_WORDS}|${OWNED})|(?:^|-)[a-z]*(?:${GLUED}))${TAIL}$`)
const PERHAPS = /(?:^|-)(?:key|token|code|auth|authentication|session|session-?id|sid|pin|pat|nonce)(?:-value|-\d+)?$/
/** These name what belongs together, or are for everybody to know. */
const NO_SECRET = new RegExp(
  '(?:^|-)(?:(?:cache|idempotency|public|sort|primary|foreign|partition)-key|(?:error' +
    '|status|exit|country|language|currency|zip|postal|product)-code)$',
)

/** A part of each name that says something, and of each scheme that stands before a key. */
const PART_OF_NAME =
  /pass|pwd?|psk|dsn|mnemonic|phrase|key|sess|otp|secret|cred|bearer|auth|jwt|cookie|connection|token|code|sid|pin|pat|nonce|basic|dpop/i

/** Whether a name that says something can stand in a text at all. */
export const mayNameSecret = (text: string): boolean => PART_OF_NAME.test(text)

/** Names are few and come again and again; what a hostile server makes up is not kept for ever. */
const MOST_KNOWN = 2000
const LONGEST_KNOWN = 200

/** A pure function of a name that keeps its results. What it gives is shared, so nobody may change it. */
export function rememberedNames<T extends object | string>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>()
  return (name) => {
    const before = known.get(name)
    if (before) return before
    const now = read(name)
    if (known.size >= MOST_KNOWN) known.clear()
    if (name.length <= LONGEST_KNOWN) known.set(name, now)
    return now
  }
}

/** For fields of bodies, and for what stands before an equals sign or a colon in a text. */
export const nameSays = rememberedNames((name) => wordsSay(kebab(name.slice(-80))))

function wordsSay(words: string): NameSays {
  if (NO_SECRET.test(words)) return 'nothing'
  return SECRET.test(words) ? 'secret' : PERHAPS.test(words) ? 'perhaps' : 'nothing'
}

/** Headers that name an account or say who asks, and whose names end in no word of those below. */
const SECRET_HEADERS = new Set([
  'x-portkey-config',
  'openai-organization',
  'openai-project',
  'dpop',
  'x-forwarded-client-cert',
  'x-ms-client-principal',
  'x-amzn-oidc-data',
])
const SECRET_HEADER = new RegExp(
  '(?:^|[-_])(?:key|token|secret|auth|authentication|signature|sig|sid|pat|session' +
    '|session-?id|jwt|jwt-assertion|jwt-payload|apikey|passw(?:or)?d)$',
  'i',
)
const API_HEADER = /^x[-_]?api(?:[-_](?!version$|warn(?:ing)?$)|[a-z]*$)/i

/** Whatever the value says: no rule reads such a header. */
export const isSecretHeader = (name: string): boolean =>
  SECRET_HEADERS.has(name.toLowerCase()) ||
  SECRET_HEADER.test(name) ||
  API_HEADER.test(name) ||
  nameSays(name) === 'secret'

/** The same for a parameter of a query. */
export const isSecretParameter = (name: string): boolean =>
  nameSays(name) !== 'nothing' || /(?:^|[-_])(?:sig|signature|jwt)$/i.test(name)
