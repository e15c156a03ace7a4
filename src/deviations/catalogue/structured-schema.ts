import { bodyText, refuses, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, parsedObject, type JsonObject } from '../server-reply.ts'
import { deafWhere, hasSchema, inJson } from '../structured-hooks.ts'

/** The schema as a request gives it. */
const schemaOf = ({ response_format: format }: JsonObject): JsonObject =>
  isObject(format) && isObject(format['json_schema']) && isObject(format['json_schema']['schema'])
    ? format['json_schema']['schema']
    : {}

/** Reads the schema without that keyword, wherever it stands, as a grammar does that has no rule for it. */
const blindTo = (...keywords: string[]): Hooks => ({
  request: (body) =>
    hasSchema(body)
      ? (JSON.parse(JSON.stringify(body), (key, value: unknown) =>
          keywords.includes(key) ? undefined : value,
        ) as JsonObject)
      : body,
})

const blind = (keyword: string, rule: string): Deviation => ({
  name: `schema-blind-to-${keyword.toLowerCase().replace('$', '')}`,
  about: `schemas lose \`${keyword}\``,
  rules: [`structured-output/keywords/${rule}`],
  hooks: blindTo(keyword),
})

/** An object of several keys without the last of them. What the cap has cut stays as it is. */
function withoutLast(text: string | null): string | null {
  const entries = Object.entries(parsedObject(text) ?? {})
  return entries.length < 2 ? text : JSON.stringify(Object.fromEntries(entries.slice(0, -1)))
}

const invalidSchema = { message: 'Invalid schema', type: 'invalid_request_error', param: null, code: null }
const brokenStreams = (change: (body: string) => { status: number; type: string; body: string }): Hooks => ({
  response: (reply, { body }) =>
    reply.status === 400 && body?.includes('"strng"') && body.includes('"stream":true')
      ? replaced(reply, change(bodyText(reply)))
      : reply,
})

export const deviations: Deviation[] = [
  {
    name: 'schema-as-json-mode',
    about: 'a schema gives any JSON',
    seen: ['Ollama before 0.5'],
    rules: ['structured-output/json-schema/plain-obeys'],
    hooks: {
      request: (body) =>
        isObject(body['response_format']) && body['response_format']['type'] === 'json_schema'
          ? { ...body, response_format: { type: 'json_object' } }
          : body,
      accepts: ({ message }) => message.includes("the word 'json'"),
    },
  },
  {
    name: 'schema-unchecked',
    about: 'an invalid schema is accepted',
    rules: ['structured-output/edges/broken-is-refused'],
    hooks: { accepts: ({ message }) => message.includes('Invalid schema') },
  },
  {
    name: 'schema-500',
    about: 'an invalid schema gives a 500',
    rules: ['structured-output/edges/broken-is-refused'],
    hooks: {
      refusal: (refusal) => (refusal.message.includes('Invalid schema') ? { ...refusal, status: 500 } : refusal),
    },
  },
  {
    name: 'broken-schema-empty-stream',
    about: 'a stream for an invalid schema is empty',
    seen: ['Ollama to 0.12.5'],
    rules: ['structured-output/edges/broken-stream-is-refused'],
    hooks: brokenStreams(() => ({ status: 200, type: 'text/event-stream', body: 'data: [DONE]\n\n' })),
  },
  {
    name: 'broken-schema-error-in-stream',
    about: 'a stream for an invalid schema holds the error',
    rules: ['structured-output/edges/broken-stream-is-refused'],
    hooks: brokenStreams(() => ({
      status: 200,
      type: 'text/event-stream',
      body: `data: ${JSON.stringify({ error: invalidSchema })}\n\n`,
    })),
  },
  {
    name: 'loose-schema-refused',
    about: 'a schema that is not strict is refused',
    rules: ['structured-output/json-schema/loose-answered'],
    hooks: refuses((body) => hasSchema(body) && schemaOf(body)['additionalProperties'] === undefined),
  },
  ...[
    ['enum', 'enum'],
    ['const', 'const'],
    ['anyOf', 'any-of'],
    ['$ref', 'ref'],
    ['minItems', 'array'],
    ['maximum', 'bounds'],
    ['maxItems', 'max-items'],
    ['multipleOf', 'multiple-of'],
    ['pattern', 'pattern'],
    ['format', 'format-*'],
  ].flatMap(([keyword = '', rule = '']) => blind(keyword, rule)),
  {
    name: 'schema-root-unreachable',
    about: 'a schema cannot refer to its root',
    seen: ['llama.cpp'],
    rules: ['structured-output/keywords/root-ref'],
    hooks: deafWhere((body) => JSON.stringify(body).includes('"$ref":"#"')),
  },
  {
    name: 'schema-recursion-lost',
    about: 'a definition that refers to itself is taken for anything',
    rules: ['structured-output/keywords/recursive'],
    hooks: deafWhere((body) => JSON.stringify(body).includes('"$defs":{"item"')),
  },
  {
    name: 'schema-type-lists-lost',
    about: 'a list of types is taken for any type',
    rules: ['structured-output/keywords/nullable'],
    hooks: inJson((text) => (text.includes('"maybe"') ? '{"maybe":"no"}' : text)),
  },
  {
    name: 'schema-nesting-flattened',
    about: 'objects inside objects are left out',
    rules: ['structured-output/keywords/nested'],
    hooks: inJson((text) => (text.includes('"inner"') ? '{"outer":{"yes":true}}' : text)),
  },
  {
    name: 'schema-required-lost',
    about: 'an object of several keys lacks the last of them, though the schema requires it',
    rules: ['structured-output/answers/strict-required', 'structured-output/answers/strict-schema'],
    hooks: {
      generation: (said, request) => (hasSchema(request) ? { ...said, text: withoutLast(said.text) } : said),
    },
  },
  {
    name: 'schema-keys-sorted',
    about: 'the keys of an answer are in alphabetical order',
    rules: ['structured-output/keywords/key-order'],
    hooks: inJson((text) => {
      const parsed = parsedObject(text)
      return parsed
        ? JSON.stringify(Object.fromEntries(Object.entries(parsed).sort(([a], [b]) => (a < b ? -1 : 1))))
        : text
    }),
  },
  {
    name: 'formats-unchecked',
    about: 'whatever is wrong with a format is taken',
    rules: [
      'structured-output/invalid/illegal-name',
      'structured-output/invalid/no-json-schema',
      'structured-output/invalid/schema-text',
    ],
    hooks: {
      accepts: ({ param, message }) => /response_format|word 'json'/.test(`${param ?? ''} ${message}`),
    },
  },
]
