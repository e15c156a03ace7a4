import { deaf, inChoices, inDeltas, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { deafWhere, hasSchema, inJson, isJson } from '../structured-hooks.ts'

/** A message whose text goes on in blanks. */
const inBlanks = (item: JsonObject): JsonObject => ({
  ...item,
  content: objects(item['content']).map((part) => ({ ...part, text: `${textOf(part['text'])}${'\n'.repeat(16)}` })),
})

export const deviations: Deviation[] = [
  {
    name: 'format-ignored',
    about: '`response_format` is ignored',
    seen: ['Ollama before 0.1.24'],
    rules: ['structured-output/json-object/plain', 'structured-output/json-schema/plain-obeys'],
    hooks: deaf('response_format'),
  },
  {
    name: 'format-ignored-in-streams',
    about: '`response_format` holds for plain answers only',
    rules: ['structured-output/json-object/streamed', 'structured-output/json-schema/stream-obeys'],
    hooks: {
      request: ({ response_format: format, ...body }) =>
        format === undefined || body['stream'] === true ? body : { ...body, response_format: format },
    },
  },
  {
    name: 'json-fenced',
    about: 'JSON comes in a code fence',
    rules: ['structured-output/json-object/plain'],
    hooks: inJson((text) => `\`\`\`json\n${text}\n\`\`\``),
  },
  {
    name: 'json-in-a-list',
    about: 'the object comes in a list',
    rules: ['structured-output/json-object/plain'],
    hooks: inJson((text) => `[${text}]`),
  },
  {
    name: 'json-with-more',
    about: "objects have a field of the server's",
    rules: ['structured-output/keywords/closed'],
    hooks: inJson((text) => text.replace(/^\{/, '{"_id":1,')),
  },
  {
    name: 'json-cut-says-stop',
    about: 'cut JSON ends with `stop`',
    rules: ['structured-output/edges/cut-says-length'],
    hooks: {
      generation: (choice) =>
        isJson(choice.text) && choice.finish === 'length' ? { ...choice, finish: 'stop' } : choice,
    },
  },
  {
    name: 'text-format-as-json',
    about: 'the format `text` gives JSON',
    rules: ['structured-output/edges/text-is-text'],
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
    rules: ['structured-output/json-object/answered', 'structured-output/json-schema/answered'],
    hooks: refuses((body) => isObject(body['response_format']), 500, 'failed to load grammar'),
  },
  {
    name: 'format-ignored-with-thinking-off',
    about: 'a schema has no effect where thinking is off',
    seen: ['Ollama 0.12.4 to 0.31.1'],
    rules: ['structured-output/thinking/off-obeys'],
    hooks: deafWhere(({ reasoning_effort: effort }) => effort === 'none'),
  },
  {
    name: 'no-object-without-thoughts',
    about: 'with a schema and without thoughts a model that can think says nothing',
    rules: ['structured-output/thinking/never-empty'],
    hooks: {
      generation: (choice, request) =>
        hasSchema(request) && request['reasoning_effort'] === 'none' ? { ...choice, text: '', finish: 'stop' } : choice,
    },
  },
  {
    name: 'cut-stream-says-stop',
    about: 'cut JSON ends with `stop` in streams',
    rules: ['structured-output/edges/cut-stream-says-length'],
    hooks: {
      generation: (choice, request) =>
        isJson(choice.text) && request['stream'] === true && choice.finish === 'length'
          ? { ...choice, finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'refusal-in-content',
    about: 'a refusal stands in the content as well',
    rules: ['structured-output/refusal/apart-from-content'],
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
    rules: ['structured-output/refusal/apart-from-content'],
    hooks: inChoices((_, message) => {
      if (message['refusal']) message['content'] = ''
    }),
  },
  {
    name: 'refusal-ends-otherwise',
    about: 'a refusal ends with a word of its own',
    rules: ['structured-output/refusal/ends-with-stop'],
    hooks: { generation: (choice) => (choice.refusal === undefined ? choice : { ...choice, finish: 'refusal' }) },
  },
  {
    name: 'json-mode-goes-on-in-blanks',
    about: 'in JSON mode white space follows the object up to the limit',
    seen: ['Ollama'],
    rules: ['structured-output/json-object/ends', 'responses/format/object-ends'],
    hooks: {
      responseObject: (response, request) =>
        JSON.stringify(request['text'] ?? null).includes('json_object')
          ? { ...response, status: 'incomplete', output: objects(response['output']).map(inBlanks) }
          : response,
      generation: (choice, request) =>
        isObject(request['response_format']) && request['response_format']['type'] === 'json_object' && choice.text
          ? { ...choice, text: `${choice.text}${'\n'.repeat(16)}`, finish: 'length' }
          : choice,
    },
  },
]
