export type Severity = 'breaking' | 'notable' | 'cosmetic'
export type Aspect = 'status' | 'body' | 'events' | 'finish' | 'tool-calls' | 'headers'
export type DifferenceKind = 'missing' | 'extra' | 'type' | 'null-or-absent' | 'value' | 'order'

/** A structural disagreement between target and reference, as data. Format: `specs/harness/difference.schema.json`. */
export interface Difference {
  /** The kind of answer it was seen in: `chat`, `chat.tool-calls`, `chat.stream`, `chat.stream.finish`, `error` … */
  scope: string
  aspect: Aspect
  /** JSON path with `[]` for any element, `headers.<name>`, or the name of a trait such as `events.role`. */
  path: string
  kind: DifferenceKind
  severity: Severity
  /** What each side does, in words. Facts in place of a live reference say so and give their counts. */
  target: string
  reference: string
  /** Clients that are known to break on it. */
  breaks: string[]
  /** Exchanges that show it, of those in which it could be seen. */
  count: number
  of: number
  /** Key of an exchange that shows it. */
  example: string | null
  /** How often the reference differs from itself in this, asked twice. */
  noise?: { changed: number; of: number }
}

/** Names a difference across runs and passes. */
export const differenceKey = ({
  scope,
  aspect,
  path,
  kind,
}: Pick<Difference, 'scope' | 'aspect' | 'path' | 'kind'>): string => [scope, aspect, path, kind].join(' ')

const SCOPES: Record<string, string> = {
  chat: 'plain chat answers',
  'chat.tool-calls': 'plain chat answers with tool calls',
  'chat.stream': 'chat streams',
  'chat.stream.first': 'the first chunk of a chat stream',
  'chat.stream.content': 'text chunks of a chat stream',
  'chat.stream.tool-opening': 'chunks that open a tool call',
  'chat.stream.tool-fragment': 'chunks that go on with a tool call',
  'chat.stream.finish': 'the chunk that ends a choice',
  'chat.stream.usage': 'the usage chunk of a chat stream',
  completions: 'plain text completions',
  'completions.stream': 'streams of text completions',
  'completions.stream.text': 'text chunks of a text completion',
  'completions.stream.finish': 'the chunk that ends a text completion',
  'completions.stream.usage': 'the usage chunk of a text completion',
  error: 'error answers',
  models: 'the list of models',
  model: 'a single model',
}

const VERBS: Record<DifferenceKind, string> = {
  missing: 'is missing',
  extra: 'is sent and not expected',
  type: 'has another type',
  'null-or-absent': 'is null on one side and left out on the other',
  value: 'has another value',
  order: 'comes at another place',
}

/** The difference in one or two sentences. */
export function describe(difference: Difference): string {
  const { scope, path, kind, target, reference, count, of, breaks, noise } = difference
  const where = `In ${SCOPES[scope] ?? `${scope} answers`}`
  const what = `\`${path.replace(/^\$\./, '')}\` ${VERBS[kind]} (${count} of ${of}): target ${target}; reference ${reference}.`
  const who = breaks.length === 0 ? '' : ` Who breaks: ${breaks.join(', ')}.`
  const own = noise ? ` The reference differs from itself here in ${noise.changed} of ${noise.of}.` : ''
  return `${where}, ${what}${who}${own}`
}
