import { closedPaths } from '../../src/compare/contract-fields.ts'
import { endsInToken } from '../../src/compare/diff-shapes.ts'
import { answerShape } from '../../src/compare/observe-shape.ts'
import type { ObservedFacts, ObservedScope } from '../../src/compare/observed.ts'
import { emptyShape, mergeShape, total, type Shape } from '../../src/compare/shape.ts'
import { HEADERS } from '../../src/compare/traits.ts'
import { observe } from '../../src/wire/observe.ts'
import { corpusExchange, type CorpusRow } from './corpus.ts'

interface CategoryPath {
  types: Record<string, number>
  values?: Record<string, number>
  firstSeen?: string
  lastSeen?: string
}
interface Category {
  objects: number
  exchanges: number
  firstSeen?: string
  lastSeen?: string
  paths: Record<string, CategoryPath>
}
interface HeaderCategory {
  exchanges: number
  headers: Record<string, { present: number; values?: Record<string, number> }>
}

/** What the facts are reduced from: counts over all exchanges, and a part of the exchanges themselves. */
export interface Sources {
  shapes: Record<string, Record<string, Category>>
  headers: Record<string, Record<string, HeaderCategory>>
  corpus: CorpusRow[]
}

/** From here on OpenAI's answers have all the fields they have today. */
const RECENT = '2025-07'
/** In the counts of all streams, second choices (`n` > 1) begin among the text chunks: what is rarer than this comes from them. */
const STRAY = 0.001

/** Scopes counted in the exchanges themselves, and the category of the wide counts that knows their older types. */
const FROM_CORPUS: [scope: string, endpoint: string, category: string][] = [
  ['chat.tool-calls', 'chat', 'response has tool_calls'],
  ['chat.stream.first', 'chat-stream', 'chunk: first'],
  ['chat.stream.content', 'chat-stream', 'chunk: middle text'],
  ['chat.stream.tool-opening', 'chat-stream', 'chunk: tool call opening (has id)'],
  ['chat.stream.tool-fragment', 'chat-stream', 'chunk: tool call arguments fragment'],
  ['chat.stream.finish', 'chat-stream', 'chunk: finish (finish_reason set)'],
  ['chat.stream.usage', 'chat-stream', 'chunk: usage (choices empty)'],
]

const TEXT_CHUNKS: [scope: string, category: string][] = [
  ['completions.stream.text', 'stream text chunk'],
  ['completions.stream.finish', 'stream finish chunk'],
]

/** Events of a streamed response that text and function calls bring. */
const EVENTS = [
  'created',
  'in_progress',
  'completed',
  'output_item.added',
  'output_item.done',
  'content_part.added',
  'content_part.done',
  'output_text.delta',
  'output_text.done',
  'function_call_arguments.delta',
  'function_call_arguments.done',
]

/** Where the exchanges at hand are all that is known. */
const NOTHING: Category = { objects: 0, exchanges: 0, paths: {} }

/** Reduces the sources to the facts that the comparison needs. Pure: equal sources give equal facts. */
export function reduceObserved({ shapes, headers, corpus }: Sources): ObservedFacts {
  const all = countCorpus(corpus)
  const recent = countCorpus(corpus.filter(({ recordedAt }) => recordedAt !== null && recordedAt >= RECENT))
  const chat = category(shapes, 'chat', `recent (recordedAt >= ${RECENT})`)
  const error = category(shapes, 'errors', 'all')
  const models = category(shapes, 'models', 'list')
  const fromCorpus = FROM_CORPUS.map(([scope, endpoint, name]): [string, ObservedScope] => [
    scope,
    corpusScope(scope, all, recent, category(shapes, endpoint, name)),
  ])
  const scopes: [string, ObservedScope][] = [
    [
      'chat',
      {
        ...categoryScope('chat', chat, `plain chat answers since ${RECENT}`, category(shapes, 'chat', 'all')),
        traits: traitsOf(all, 'chat', headers['openai.chat']?.['since 2026-01']),
      },
    ],
    [
      'chat.stream',
      {
        ...measured('chat.stream', all, 'chat streams'),
        paths: {},
        traits: traitsOf(all, 'chat.stream', headers['openai.chat-stream']?.['since 2026-01']),
      },
    ],
    ...fromCorpus,
    [
      'error',
      {
        ...categoryScope('error', error, 'error answers of all endpoints'),
        traits: traitsOf(all, 'error', headers['openai.errors']?.['all']),
      },
    ],
    [
      'models',
      {
        ...categoryScope('models', models, 'model lists since 2025'),
        traits: traitsOf(all, 'models', headers['openai.models']?.['all']),
      },
    ],
    ['model', modelScope(models)],
    [
      'embeddings',
      {
        ...categoryScope('embeddings', category(shapes, 'embeddings', 'all'), 'embeddings of all encodings'),
        traits: traitsOf(all, 'embeddings', headers['openai.embeddings']?.['all']),
      },
    ],
    [
      'completions',
      {
        ...categoryScope(
          'completions',
          category(shapes, 'completions', 'non-stream'),
          'plain text completions since 2024',
          category(shapes, 'completions', 'non-stream (before 2024)'),
        ),
        traits: traitsOf(all, 'completions', headers['openai.completions']?.['non-stream']),
      },
    ],
    [
      'completions.stream',
      {
        ...measured('completions.stream', all, 'streams of text completions'),
        paths: {},
        traits: traitsOf(all, 'completions.stream', headers['openai.completions']?.['stream']),
      },
    ],
    [
      'responses',
      {
        ...categoryScope(
          'responses',
          category(shapes, 'responses', 'recent (recordedAt >= 2026-01)'),
          'responses since 2026-01',
          category(shapes, 'responses', 'all'),
        ),
        traits: traitsOf(all, 'responses', headers['openai.responses']?.['all']),
      },
    ],
    ...TEXT_CHUNKS.map(([scope, name]): [string, ObservedScope] => [
      scope,
      categoryScope(
        scope,
        category(shapes, 'completions', name),
        'chunks of text completions since 2024',
        category(shapes, 'completions', `${name} (before 2024)`),
      ),
    ]),
    ...EVENTS.map((type): [string, ObservedScope] => [
      `responses.stream.${type}`,
      corpusScope(`responses.stream.${type}`, all, recent, NOTHING),
    ]),
  ]
  return {
    kind: 'observed',
    label: 'what OpenAI was observed to send (facts, not a live answer)',
    provenance: provenance(shapes),
    scopes: Object.fromEntries(scopes.map(([name, scope]) => [name, sorted(scope)])),
  }
}

const provenance = (shapes: Sources['shapes']): ObservedFacts['provenance'] => {
  const used = ['chat', 'errors', 'models']
    .flatMap((endpoint) => Object.values(shapes[endpoint] ?? {}))
    .concat(category(shapes, 'chat-stream', 'chunk: any'))
  const months = used
    .flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen])
    .filter((month) => typeof month === 'string')
    .sort()
  return {
    obtained:
      'Counted by program in public test recordings of api.openai.com, made by open-source projects and published with them. Structure and counts only: no texts, ids or keys.',
    period: `${months[0]} to ${months.at(-1)}`,
    exchanges:
      category(shapes, 'chat', 'all').exchanges +
      category(shapes, 'chat-stream', 'chunk: any').exchanges +
      category(shapes, 'errors', 'all').exchanges +
      category(shapes, 'models', 'list').exchanges,
    limits: [
      'Not a random sample: presence and types are evidence, shares are not.',
      `Presence is counted since ${RECENT} where answers carry a date, so that it says what is sent today; older types are kept as \`ever\`.`,
      'Streams and tool calls are counted in the part of the recordings that is at hand as a whole.',
    ],
  }
}

function category(shapes: Sources['shapes'], endpoint: string, name: string): Category {
  const found = shapes[endpoint]?.[name]
  if (!found) throw new Error(`the shapes have no category "${name}" of ${endpoint}`)
  return found
}

/** Counted shapes of a corpus, by scope, with how many exchanges each has and when. */
type Counted = Map<string, { shape: Shape; months: string[]; exchanges: number }>

function countCorpus(corpus: readonly CorpusRow[]): Counted {
  const counted: Counted = new Map()
  for (const row of corpus) {
    for (const [scope, shape] of answerShape(observe(corpusExchange(row)))?.shapes ?? []) {
      const known = counted.get(scope) ?? { shape: emptyShape(), months: [], exchanges: 0 }
      counted.set(scope, known)
      mergeShape(known.shape, shape)
      known.exchanges += 1
      if (row.recordedAt !== null) known.months.push(row.recordedAt)
    }
  }
  return counted
}

function measured(scope: string, counted: Counted, from: string): Omit<ObservedScope, 'paths' | 'traits'> {
  const { shape, months, exchanges } = counted.get(scope) ?? { shape: emptyShape(), months: [], exchanges: 0 }
  const dated = [...months].sort()
  return {
    from,
    objects: shape.paths['$']?.types['object'] ?? exchanges,
    exchanges,
    firstSeen: dated[0] ?? null,
    lastSeen: dated.at(-1) ?? null,
  }
}

function corpusScope(scope: string, all: Counted, recent: Counted, older: Category): ObservedScope {
  const paths = structuredClone(recent.get(scope)?.shape.paths ?? {})
  addEver(paths, Object.entries(all.get(scope)?.shape.paths ?? {}))
  addEver(
    paths,
    Object.entries(older.paths).filter(([, { types }]) => total(types) > STRAY * older.objects),
  )
  return { ...measured(scope, recent, `recordings at hand since ${RECENT}`), paths, traits: {} }
}

/** Keeps types that were only seen earlier, so that none of them counts as never sent. */
function addEver(paths: Shape['paths'], known: [path: string, facts: { types: Record<string, number> }][]): void {
  for (const [path, { types }] of known) {
    const facts = (paths[path] ??= { types: {} })
    const other = Object.keys(types).filter((type) => facts.types[type] === undefined)
    if (other.length > 0) facts.ever = [...new Set([...(facts.ever ?? []), ...other])].sort()
  }
}

function categoryScope(
  scope: string,
  { objects, exchanges, firstSeen, lastSeen, paths: counted }: Category,
  from: string,
  all?: Category,
): ObservedScope {
  const closed = closedPaths(scope)
  const paths: Shape['paths'] = Object.fromEntries(
    Object.entries(counted)
      .filter(([path]) => !endsInToken(path))
      .map(([path, { types, values, firstSeen: first, lastSeen: last }]) => [
        path,
        {
          types,
          ...(values && closed.has(path) ? { values } : {}),
          ...(first ? { firstSeen: first } : {}),
          ...(last ? { lastSeen: last } : {}),
        },
      ]),
  )
  if (all)
    addEver(
      paths,
      Object.entries(all.paths).filter(([path]) => !endsInToken(path)),
    )
  return { from, objects, exchanges, firstSeen: firstSeen ?? null, lastSeen: lastSeen ?? null, paths, traits: {} }
}

/** One model is what the list has many of. */
function modelScope(models: Category): ObservedScope {
  const list = categoryScope('models', models, 'the items of model lists since 2025')
  const items = Object.entries(list.paths)
    .filter(([path]) => path.startsWith('$.data[]'))
    .map(([path, facts]) => [path.replace('$.data[]', '$'), facts] as const)
  const paths = Object.fromEntries(items)
  return { ...list, paths, objects: paths['$']?.types['object'] ?? 0 }
}

/** The traits of whole answers; headers from the recordings whose recorder keeps all of them. */
function traitsOf(all: Counted, scope: string, kept: HeaderCategory | undefined): Shape['traits'] {
  const own = Object.entries(all.get(scope)?.shape.traits ?? {}).filter(([name]) => !name.startsWith('headers.'))
  if (!kept) return Object.fromEntries(own)
  const seen = HEADERS.map((name): [string, Record<string, number>] => [
    `headers.${name}`,
    presentOf(kept.headers[name]?.present ?? 0, kept.exchanges),
  ])
  return Object.fromEntries([...own, ...seen, ...contentType(kept)])
}

const presentOf = (present: number, of: number): Record<string, number> =>
  Object.fromEntries(
    [
      ['present', present],
      ['absent', of - present],
    ].filter(([, times]) => times !== 0),
  )

function contentType({ headers }: HeaderCategory): [string, Record<string, number>][] {
  const media: Record<string, number> = {}
  const charset: Record<string, number> = {}
  for (const [value, times] of Object.entries(headers['content-type']?.values ?? {})) {
    const [type = '', parameter] = value.split(/; *charset=/)
    media[type] = (media[type] ?? 0) + times
    charset[parameter ?? 'absent'] = (charset[parameter ?? 'absent'] ?? 0) + times
  }
  return [
    ['headers.content-type', media],
    ['headers.content-type charset', charset],
  ]
}

/** Sorted keys, so that the file changes only where facts do. */
function sorted<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  ) as T
}
