import { parseJson } from '../../../src/wire/sse.ts'
import { isObject, textOf, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { isThinking } from '../../models.ts'
import { bodyText, deaf, inChoices, inDeltas, refuses, replaced, type Fault } from '../fault.ts'

const isJson = (text: string | null): text is string => text !== null && /^[{[]/.test(text)
/** Another text wherever the model answers in JSON. */
const inJson = (change: (text: string) => string, finish?: string): Hooks => ({
  generation: (choice) =>
    isJson(choice.text) ? { ...choice, text: change(choice.text), finish: finish ?? choice.finish } : choice,
})

const hasSchema = (body: JsonObject): boolean =>
  isObject(body['response_format']) && body['response_format']['type'] === 'json_schema'
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
const blind = (keyword: string, rule: string): Fault => ({
  name: `schema-blind-to-${keyword.toLowerCase()}`,
  about: `schemas lose \`${keyword}\``,
  kills: [`structured-output/keywords/${rule}`],
  hooks: blindTo(keyword),
})

/** Has no ear for the format where that applies. */
const deafWhere = (applies: (body: JsonObject) => boolean): Hooks => ({
  request: (body) => {
    const { response_format: format, ...rest } = body
    return format !== undefined && applies(body) ? rest : body
  },
})
const thinks = ({ model, reasoning_effort: effort }: JsonObject): boolean =>
  isThinking(textOf(model)) && effort !== 'none'

const invalidSchema = { message: 'Invalid schema', type: 'invalid_request_error', param: null, code: null }
const brokenStreams = (change: (body: string) => { status: number; type: string; body: string }): Hooks => ({
  response: (reply, { body }) =>
    reply.status === 400 && body?.includes('"strng"') && body.includes('"stream":true')
      ? replaced(reply, change(bodyText(reply)))
      : reply,
})

export const faults: Fault[] = [
  {
    name: 'format-ignored',
    about: '`response_format` is ignored (Ollama before 0.1.24)',
    kills: ['structured-output/json-object/plain', 'structured-output/json-schema/plain-obeys'],
    hooks: deaf('response_format'),
  },
  {
    name: 'format-ignored-in-streams',
    about: '`response_format` holds for plain answers only',
    kills: ['structured-output/json-object/streamed', 'structured-output/json-schema/stream-obeys'],
    hooks: {
      request: ({ response_format: format, ...body }) =>
        format === undefined || body['stream'] === true ? body : { ...body, response_format: format },
    },
  },
  {
    name: 'schema-as-json-mode',
    about: 'a schema gives any JSON (Ollama before 0.5)',
    kills: ['structured-output/json-schema/plain-obeys'],
    hooks: {
      request: (body) =>
        isObject(body['response_format']) && body['response_format']['type'] === 'json_schema'
          ? { ...body, response_format: { type: 'json_object' } }
          : body,
      refusal: (refusal) => (refusal.message.includes("the word 'json'") ? null : refusal),
    },
  },
  {
    name: 'json-fenced',
    about: 'JSON comes in a code fence',
    kills: ['structured-output/json-object/plain'],
    hooks: inJson((text) => `\`\`\`json\n${text}\n\`\`\``),
  },
  {
    name: 'json-in-a-list',
    about: 'the object comes in a list',
    kills: ['structured-output/json-object/plain'],
    hooks: inJson((text) => `[${text}]`),
  },
  {
    name: 'json-with-more',
    about: "objects have a field of the server's",
    kills: ['structured-output/keywords/closed'],
    hooks: inJson((text) => text.replace(/^\{/, '{"_id":1,')),
  },
  {
    name: 'json-cut-says-stop',
    about: 'cut JSON ends with `stop`',
    kills: ['structured-output/edges/cut-says-length'],
    hooks: {
      generation: (choice) =>
        isJson(choice.text) && choice.finish === 'length' ? { ...choice, finish: 'stop' } : choice,
    },
  },
  {
    name: 'schema-unchecked',
    about: 'a schema that is none is accepted',
    kills: ['structured-output/edges/broken-is-refused'],
    hooks: { refusal: (refusal) => (refusal.message.includes('Invalid schema') ? null : refusal) },
  },
  {
    name: 'schema-500',
    about: 'a schema that is none gives a 500',
    kills: ['structured-output/edges/broken-is-refused'],
    hooks: {
      refusal: (refusal) => (refusal.message.includes('Invalid schema') ? { ...refusal, status: 500 } : refusal),
    },
  },
  {
    name: 'text-format-as-json',
    about: 'the format `text` gives JSON',
    kills: ['structured-output/edges/text-is-text'],
    hooks: {
      request: (body) =>
        isObject(body['response_format']) && body['response_format']['type'] === 'text'
          ? {
              ...body,
              response_format: { type: 'json_object' },
              messages: [
                { role: 'system', content: 'json' },
                ...(Array.isArray(body['messages']) ? body['messages'] : []),
              ],
            }
          : body,
    },
  },
  {
    name: 'format-refused',
    about: '`response_format` gives a 500',
    kills: ['structured-output/json-object/answered', 'structured-output/json-schema/answered'],
    hooks: refuses((body) => isObject(body['response_format']), 500, 'failed to load grammar'),
  },
  {
    name: 'format-ignored-while-thinking',
    about: 'a schema has no effect on a model that thinks (gpt-oss on Ollama 0.11)',
    kills: ['structured-output/thinking/obeys'],
    hooks: deafWhere((body) => thinks(body) && body['stream'] !== true),
  },
  {
    name: 'format-ignored-while-thinking-in-streams',
    about: 'a schema has no effect on a stream of a model that thinks',
    kills: ['structured-output/thinking/stream-obeys'],
    hooks: deafWhere((body) => thinks(body) && body['stream'] === true),
  },
  {
    name: 'format-ignored-with-thinking-off',
    about: 'a schema has no effect where thinking is off (Ollama 0.12.4 to 0.31.1)',
    kills: ['structured-output/thinking/off-obeys'],
    hooks: deafWhere(({ reasoning_effort: effort }) => effort === 'none'),
  },
  {
    name: 'thought-and-no-object',
    about: 'with a schema a model that thinks ends after its thoughts (Ollama)',
    kills: ['structured-output/thinking/never-empty'],
    hooks: {
      generation: (choice, request) =>
        hasSchema(request) && choice.reasoning ? { ...choice, text: '', finish: 'stop' } : choice,
    },
  },
  {
    name: 'cut-stream-says-stop',
    about: 'cut JSON ends with `stop` in streams',
    kills: ['structured-output/edges/cut-stream-says-length'],
    hooks: {
      generation: (choice, request) =>
        isJson(choice.text) && request['stream'] === true && choice.finish === 'length'
          ? { ...choice, finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'broken-schema-empty-stream',
    about: 'a stream for a schema that is none is empty (Ollama to 0.12.5)',
    kills: ['structured-output/edges/broken-stream-is-refused'],
    hooks: brokenStreams(() => ({ status: 200, type: 'text/event-stream', body: 'data: [DONE]\n\n' })),
  },
  {
    name: 'broken-schema-error-in-stream',
    about: 'a stream for a schema that is none holds the error',
    kills: ['structured-output/edges/broken-stream-is-refused'],
    hooks: brokenStreams(() => ({
      status: 200,
      type: 'text/event-stream',
      body: `data: ${JSON.stringify({ error: invalidSchema })}\n\n`,
    })),
  },
  {
    name: 'loose-schema-refused',
    about: 'a schema that is not strict is refused',
    kills: ['structured-output/json-schema/loose-answered'],
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
    about: 'a schema cannot refer to its root (llama.cpp)',
    kills: ['structured-output/keywords/root-ref'],
    hooks: deafWhere((body) => JSON.stringify(body).includes('"$ref":"#"')),
  },
  {
    name: 'schema-recursion-lost',
    about: 'a definition that refers to itself is taken for anything',
    kills: ['structured-output/keywords/recursive'],
    hooks: deafWhere((body) => JSON.stringify(body).includes('"$defs":{"item"')),
  },
  {
    name: 'schema-type-lists-lost',
    about: 'a list of types is taken for any type',
    kills: ['structured-output/keywords/nullable'],
    hooks: inJson((text) => (text.includes('"maybe"') ? '{"maybe":"no"}' : text)),
  },
  {
    name: 'schema-nesting-flattened',
    about: 'objects inside objects are left out',
    kills: ['structured-output/keywords/nested'],
    hooks: inJson((text) => (text.includes('"inner"') ? '{"outer":{"yes":true}}' : text)),
  },
  {
    name: 'schema-keys-sorted',
    about: 'the keys of an answer are in alphabetical order',
    kills: ['structured-output/keywords/key-order'],
    hooks: inJson((text) => {
      const parsed = parseJson(text)
      return parsed.ok && isObject(parsed.value)
        ? JSON.stringify(Object.fromEntries(Object.entries(parsed.value).sort(([a], [b]) => (a < b ? -1 : 1))))
        : text
    }),
  },
  {
    name: 'refusal-in-content',
    about: 'a refusal stands in the content as well',
    kills: ['structured-output/refusal/apart-from-content'],
    hooks: {
      ...inChoices((_, message) => {
        if (message['refusal']) message['content'] = message['refusal']
      }),
      ...inDeltas((delta) => {
        if (delta['refusal']) delta['content'] = delta['refusal']
      }),
    },
  },
  {
    name: 'refusal-content-empty',
    about: 'the content beside a refusal is the empty text',
    kills: ['structured-output/refusal/apart-from-content'],
    hooks: inChoices((_, message) => {
      if (message['refusal']) message['content'] = ''
    }),
  },
  {
    name: 'refusal-ends-otherwise',
    about: 'a refusal ends with a word of its own',
    kills: ['structured-output/refusal/ends-with-stop'],
    hooks: { generation: (choice) => (choice.refusal === undefined ? choice : { ...choice, finish: 'refusal' }) },
  },
  {
    name: 'formats-unchecked',
    about: 'whatever is wrong with a format is taken',
    kills: [
      'structured-output/invalid/illegal-name',
      'structured-output/invalid/no-json-schema',
      'structured-output/invalid/schema-text',
    ],
    hooks: {
      refusal: (refusal) =>
        /response_format|word 'json'/.test(`${refusal.param ?? ''} ${refusal.message}`) ? null : refusal,
    },
  },
]
