import type { ObservedFacts, ObservedScope } from '../../src/compare/observed.ts'
import { categoryScope, modelScope, type Category } from './category-scope.ts'
import { corpusScope, countCorpus, measured, RECENT, type Counted } from './corpus-scope.ts'
import type { CorpusRow } from './corpus.ts'
import { traitsOf, type HeaderCategory } from './traits-of.ts'

/** What the facts are reduced from: counts over all exchanges, and a part of the exchanges themselves. */
export interface Sources {
  shapes: Record<string, Record<string, Category>>
  headers: Record<string, Record<string, HeaderCategory>>
  corpus: CorpusRow[]
}

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

type NamedScope = [name: string, scope: ObservedScope]

/** The sources, and what was counted in the exchanges at hand: in all of them, and in those of today. */
interface Counts extends Omit<Sources, 'corpus'> {
  all: Counted
  recent: Counted
}

/** Reduces the sources to the facts that the comparison needs. Pure: equal sources give equal facts. */
export function reduceObserved({ shapes, headers, corpus }: Sources): ObservedFacts {
  const all = countCorpus(corpus)
  const recent = countCorpus(corpus.filter(({ recordedAt }) => recordedAt !== null && recordedAt >= RECENT))
  const counts = { shapes, headers, all, recent }
  const scopes = [
    ...chatScopes(counts),
    ...errorAndModelScopes(counts),
    embeddingsScope(counts),
    ...completionsScopes(counts),
    responsesScope(counts),
    ...TEXT_CHUNKS.map(([scope, name]) => textChunkScope(counts, scope, name)),
    ...EVENTS.map((type): NamedScope => [
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

const chatScopes = ({ shapes, headers, all, recent }: Counts): NamedScope[] => [
  [
    'chat',
    {
      ...categoryScope(
        'chat',
        category(shapes, 'chat', `recent (recordedAt >= ${RECENT})`),
        `plain chat answers since ${RECENT}`,
        category(shapes, 'chat', 'all'),
      ),
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
  ...FROM_CORPUS.map(([scope, endpoint, name]): NamedScope => [
    scope,
    corpusScope(scope, all, recent, category(shapes, endpoint, name)),
  ]),
]

function errorAndModelScopes({ shapes, headers, all }: Counts): NamedScope[] {
  const error = category(shapes, 'errors', 'all')
  const models = category(shapes, 'models', 'list')
  return [
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
  ]
}

const embeddingsScope = ({ shapes, headers, all }: Counts): NamedScope => [
  'embeddings',
  {
    ...categoryScope('embeddings', category(shapes, 'embeddings', 'all'), 'embeddings of all encodings'),
    traits: traitsOf(all, 'embeddings', headers['openai.embeddings']?.['all']),
  },
]

const completionsScopes = ({ shapes, headers, all }: Counts): NamedScope[] => [
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
]

const responsesScope = ({ shapes, headers, all }: Counts): NamedScope => [
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
]

const textChunkScope = ({ shapes }: Counts, scope: string, name: string): NamedScope => [
  scope,
  categoryScope(
    scope,
    category(shapes, 'completions', name),
    'chunks of text completions since 2024',
    category(shapes, 'completions', `${name} (before 2024)`),
  ),
]

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

/** Sorted keys, so that the file changes only where facts do. */
function sorted<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  ) as T
}
