/*
 * What keys look like, as their issuers document them, with lengths left open: to mask what only looks like a key
 * costs little, and a new format is mostly an old one with more letters. Why no library: the recommended preset of
 * secretlint (MIT, well kept) is made for source code, where each false alarm is a nuisance, so it asks for exact
 * lengths and for words beside a key. Of 37 invented keys of known issuers it finds 19. It also brings 8 packages
 * with 1.5 MB, and answers only asynchronously.
 */

/** Before a key of any letters. */
const BEGINNINGS =
  'sk|pk|rk|gh[pousr]|github_pat|gl(?:pat|dt|rt|sa)|gsk|xox[abeoprs]|pypi|shp(?:at|ss|ca|pa)' +
  '|sq0(?:atp|csp)|ntn|lin_api|figd|tvly|lsv2_[ps][tk]|pcsk|sbp|dckr_pat|do[opr]_v1|whsec|nvapi|GOCSPX' +
  '|AGE-SECRET-KEY'
// Each has an end: what a pattern repeats millions of times takes more memory than it may have.
const FORMS = [
  `(?:${BEGINNINGS})[-_][\\w-]{10,100000}`,
  // Models and functions begin like this as well: `jina-embeddings-v3`, `hf_hub_download`.
  '(?:hf|fw|r8|npm|secret|xai|pplx|jina)[-_](?=[a-zA-Z]*\\d)[A-Za-z0-9]{20,100000}',
  // Those of Hugging Face are letters only.
  '(?:hf|api_org)_(?=[a-z]*[A-Z])(?=[A-Z]*[a-z])[a-zA-Z]{30,100000}',
  // A UUID, by what stands before it.
  '(?:pat-[a-z]{2}\\d|access-(?:sandbox|development|production))-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{12,100000}',
  'AIza[\\w-]{20,100000}',
  '(?:ya29|hv[sbr]|dp\\.(?:st|pt|ct|sa))\\.[\\w.-]{20,100000}',
  'SG\\.[\\w-]{16,100000}\\.[\\w-]{16,100000}',
  '(?:dapi|SK|AC|key-)[0-9a-f]{32}',
  // Telegram, Discord, tokens in three parts, addresses that are a key.
  '\\d{8,10}:AA[\\w-]{30,100000}',
  '[MNO][\\w-]{23,40}\\.[\\w-]{6}\\.[\\w-]{25,100000}',
  // It ends before the next begins: else each of many in a row would be looked through up to the end of the row.
  'eyJ(?:(?!-eyJ)[\\w-]){10,100000}\\.[\\w-]{1,100000}\\.[\\w-]{0,100000}',
]
/** Keys that only the address before them gives away. */
const IN_ADDRESS = [
  '(?<=hooks\\.slack\\.com\\/(?:services|workflows)\\/)[\\w/]{20,100000}',
  '(?<=\\/api\\/webhooks\\/\\d{1,30}\\/)[\\w-]{20,100000}',
]
const PEM_NAME = '[A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----'
// It ends before the next begins: else each beginning is looked through for the ends of all after it.
const PEM = `-----BEGIN ${PEM_NAME}(?:(?:[^"-]|-(?!----BEGIN)){0,8000}?-----END ${PEM_NAME}|[\\w+/=\\s]{0,100000})`

const patternOf = (forms: readonly string[]): RegExp => new RegExp(`(\\b(?:${forms.join('|')})|${PEM})`, 'g')

/** Keys of known forms. Its only group is the key. */
export const LOOKS_LIKE_KEY = patternOf([...FORMS, ...IN_ADDRESS])
const WITHOUT_ADDRESS = patternOf(FORMS)

/** The same where a text has no such address: to look back for one at each place takes more than half of the time. */
export const keysIn = (text: string): RegExp =>
  text.includes('hooks.slack.com/') || text.includes('/api/webhooks/') ? LOOKS_LIKE_KEY : WITHOUT_ADDRESS

/** How often letters and digits follow each other. */
const changes = (text: string): number => text.match(/(?<=[a-z])\d|(?<=\d)[a-z]/gi)?.length ?? 0

/** Ids that rules and clients compare, and digests. */
const ID = new RegExp(
  '^(?:chatcmpl|cmpl|call|toolu|tool|msg|resp|fc|rs|req|file|run|step|thread|asst|batch|conv|ws' +
    '|ci|mcp|mcpl|ctc|ig|vs|fp|gen|item|evt|event|embd|sha(?:1|256|384|512))[-_]',
  'i',
)

/**
 * Letters and digits in a row as nobody writes them: 16 characters of three kinds, or 20 of two. No id of the API, no
 * UUID.
 */
export const isRandom = (text: string): boolean =>
  text.split('/').some((name) => !ID.test(name) && name.split(/[^A-Za-z0-9+]+/).some(isRandomWord))

function isRandomWord(word: string): boolean {
  if (word.length < 16) return false
  return /[a-z]/.test(word) && /[A-Z]/.test(word) ? changes(word) >= 3 : word.length >= 20 && changes(word) >= 4
}

const IS_WORD = /^[\w\-.~+/=:%]{8,100000}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Where a name says that it may be a secret, less is enough: letters and digits without blanks, and no id. */
export const mixesDigits = (text: string): boolean =>
  IS_WORD.test(text) &&
  !ID.test(text) &&
  (UUID.test(text) || text.split(/[^A-Za-z0-9]+/).some((part) => part.length >= 5 && changes(part) > 0))

/** Still less is enough to mask it where it is, though not to look for it elsewhere: names of models are such words. */
export const isOneWord = (text: string): boolean =>
  mixesDigits(text) ||
  (text.length >= 12 && IS_WORD.test(text) && !ID.test(text) && /\d/.test(text) && /[a-z]/i.test(text))
