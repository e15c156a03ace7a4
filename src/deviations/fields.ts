import { contractRows, rowSlug, type RowGroup } from '../contract/rows.ts'
import type { Schema } from '../contract/schemas.ts'
import type { Json } from '../suite/steps.ts'
import { changedAt } from './changed-at.ts'
import type { Deviation } from './deviation.ts'
import type { Hooks } from './hooks.ts'
import { isObject, objects, type JsonObject } from './server-reply.ts'

/** What may be wrong with one field of the contract: it is not there, it is null, or it is of another type. */
const KINDS = { absent: 'is missing', null: 'is null', type: 'is of another type' } as const
export type FieldKind = keyof typeof KINDS

type Change = (body: JsonObject) => JsonObject

const inEvents =
  (type: RegExp) =>
  (change: Change): Hooks => ({
    responseEvents: (events) => events.map((event) => (type.test(String(event['type'])) ? change(event) : event)),
  })

/** Items of a response, in its output and in the events about them. */
const inItems =
  (type: string) =>
  (change: Change): Hooks => {
    const item = (value: JsonObject): JsonObject => (value['type'] === type ? change(value) : value)
    return {
      responseObject: (body) =>
        Array.isArray(body['output']) ? { ...body, output: objects(body['output']).map(item) } : body,
      responseEvents: (events) =>
        events.map((event) => (isObject(event['item']) ? { ...event, item: item(event['item']) } : event)),
    }
  }

interface Place {
  /** The suite that has the rules on these values. */
  suite: string
  /** Changes each of them in an answer. */
  hooks: (change: Change) => Hooks
}

/** By schema, where its values are. */
export const PLACES: Record<string, Place> = {
  'chat-completion': { suite: 'chat/response', hooks: (change) => ({ completion: change }) },
  'chat-completion-chunk': {
    suite: 'streaming/chunk',
    hooks: (change) => ({ chunks: (chunks) => chunks.map(change) }),
  },
  'text-completion': { suite: 'completions/response', hooks: (change) => ({ textCompletion: change }) },
  'text-completion-chunk': {
    suite: 'completions/chunk',
    hooks: (change) => ({ textChunks: (chunks) => chunks.map(change) }),
  },
  'embedding-list': { suite: 'embeddings/response', hooks: (change) => ({ embeddings: change }) },
  'model-list': {
    suite: 'models/list',
    hooks: (change) => ({ models: (body) => (Array.isArray(body['data']) ? change(body) : body) }),
  },
  model: {
    suite: 'models/retrieve',
    hooks: (change) => ({ models: (body) => (Array.isArray(body['data']) ? body : change(body)) }),
  },
  response: { suite: 'responses/object', hooks: (change) => ({ responseObject: change }) },
  'response-message-item': { suite: 'responses/message-item', hooks: inItems('message') },
  'response-function-call-item': { suite: 'responses/function-call-item', hooks: inItems('function_call') },
  ...events('lifecycle', 'stream-lifecycle', /^response\.(created|in_progress|completed|failed|incomplete)$/),
  ...events('output-item', 'stream-item', /^response\.output_item\./),
  ...events('content-part', 'stream-part', /^response\.content_part\./),
  ...events('text-delta', 'stream-text-delta', /^response\.output_text\.delta$/),
  ...events('text-done', 'stream-text-done', /^response\.output_text\.done$/),
  ...events('arguments-delta', 'stream-arguments-delta', /^response\.function_call_arguments\.delta$/),
  ...events('arguments-done', 'stream-arguments-done', /^response\.function_call_arguments\.done$/),
}

function events(kind: string, topic: string, type: RegExp): Record<string, Place> {
  return { [`response-event-${kind}`]: { suite: `responses/${topic}`, hooks: inEvents(type) } }
}

const FIELD_SUITES = new Set(Object.values(PLACES).map(({ suite }) => suite))

/** The suite of a rule about one field of the contract, on that it comes, its type or its value; undefined for other rules. */
export function fieldSuiteOf(rule: string): string | undefined {
  const at = rule.lastIndexOf('/')
  const suite = rule.slice(0, at)
  return FIELD_SUITES.has(suite) && /-(present|type|value)$/.test(rule) ? suite : undefined
}

export interface Field {
  /** Name of the schema: `chat-completion`. */
  schema: string
  /** `$.choices[].message.role`. */
  path: string
}

export const fieldName = (kind: FieldKind, { schema, path }: Field): string =>
  `${kind}:${schema}.${path.replace(/^\$\.?/, '')}`

/**
 * One field of the contract wrong in every answer: `absent:chat-completion.choices[].message.role`. Undefined where the
 * schema is of nothing that an answer can be changed at.
 */
export function fieldDeviation(kind: FieldKind, { schema, path }: Field): Deviation | undefined {
  const place = PLACES[schema]
  if (!place) return undefined
  const field = path.replace(/^\$\.?/, '')
  const keys = field.replaceAll('[]', '.*').split('.').filter(Boolean)
  return {
    name: fieldName(kind, { schema, path }),
    about: `\`${field}\` of ${schema} ${KINDS[kind]}`,
    rules: [`${place.suite}/${rowSlug({ path: `$.${field}`, group: kind === 'absent' ? 'present' : 'type' })}`],
    hooks: place.hooks((body) => changedAt(body, keys, CHANGES[kind]) as JsonObject),
  }
}

const NAME = /^(absent|null|type):([a-z-]+)\.([\w.[\]]+)$/

/** What the name of a deviation says is wrong with a field; undefined for names of other deviations. */
export const fieldKindOf = (name: string): FieldKind | undefined => NAME.exec(name)?.[1] as FieldKind | undefined

/** The same by its name. */
export function fieldDeviationNamed(name: string): Deviation | undefined {
  const [, kind, schema, path] = NAME.exec(name) ?? []
  return kind === undefined || schema === undefined || path === undefined
    ? undefined
    : fieldDeviation(kind as FieldKind, { schema, path })
}

/** Each field of a schema missing, null and of another type, where the contract rules that out. */
export const fieldDeviationsOf = (schema: string): Deviation[] =>
  contractRows(schema).flatMap(({ group, path, field }) =>
    kindsOf(group, field).flatMap((kind) => fieldDeviation(kind, { schema, path }) ?? []),
  )

/** Each field of the contract wrong in each way. */
export const fieldDeviations = (): Deviation[] => Object.keys(PLACES).flatMap(fieldDeviationsOf)

function kindsOf(group: RowGroup, field: Schema): FieldKind[] {
  if (group === 'present') return ['absent']
  if (group !== 'type') return []
  return [field.type ?? []].flat().includes('null') ? ['type'] : ['null', 'type']
}

const CHANGES: Record<FieldKind, (now: Json) => Json | undefined> = {
  absent: () => undefined,
  null: () => null,
  type: ofOtherType,
}

function ofOtherType(value: Json): Json {
  if (typeof value === 'string') return 0
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? {} : value === null ? 0 : []
}
