import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (path.endsWith('/responses') ? change(body) : body),
})
const deafTo = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))
const inItems = (change: (item: JsonObject) => JsonObject): Hooks => ({
  responseObject: (body) => ({ ...body, output: objects(body['output']).map(change) }),
})

export const deviations: Deviation[] = [
  {
    name: 'responses-404',
    about: 'there is no endpoint for responses',
    seen: ['Ollama before 0.13.3'],
    rules: ['responses/object/answered', 'responses/stream/answered'],
    hooks: {
      response: (reply, { path }) =>
        path.endsWith('/responses')
          ? replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' })
          : reply,
    },
  },
  {
    name: 'responses-limit-ignored',
    about: '`max_output_tokens` is ignored',
    rules: ['responses/parameters/limit-holds'],
    hooks: deafTo('max_output_tokens'),
  },
  {
    name: 'responses-limit-untold',
    about: 'a cut response says completed',
    seen: ['Ollama'],
    rules: ['responses/parameters/limit-is-told'],
    hooks: { responseObject: (body) => ({ ...body, status: 'completed', incomplete_details: null }) },
  },
  {
    name: 'responses-instructions-lost',
    about: '`instructions` are lost',
    rules: ['responses/parameters/instructions-reach-the-model'],
    hooks: deafTo('instructions'),
  },
  {
    name: 'responses-format-ignored',
    about: '`text.format` is ignored',
    rules: ['responses/parameters/format-is-obeyed'],
    hooks: deafTo('text'),
  },
  {
    name: 'responses-previous-ignored',
    about: '`previous_response_id` is ignored',
    rules: ['responses/parameters/unknown-previous-is-refused'],
    hooks: deafTo('previous_response_id'),
  },
  {
    name: 'responses-tool-choice-ignored',
    about: '`tool_choice` is ignored',
    seen: ['Ollama'],
    rules: ['responses/function-call/none-calls-nothing'],
    hooks: deafTo('tool_choice'),
  },
  {
    name: 'responses-tools-ignored',
    about: '`tools` are ignored',
    rules: ['responses/function-call/required-calls'],
    hooks: deafTo('tools', 'tool_choice'),
  },
  {
    name: 'responses-arguments-object',
    about: 'arguments are an object',
    rules: ['responses/function-call/arguments-parse'],
    hooks: inItems((item) =>
      typeof item['arguments'] === 'string' ? { ...item, arguments: { city: 'Madrid' } } : item,
    ),
  },
  {
    name: 'responses-arguments-cut',
    about: 'arguments are broken JSON',
    rules: ['responses/function-call/arguments-parse'],
    hooks: inItems((item) =>
      typeof item['arguments'] === 'string' ? { ...item, arguments: item['arguments'].slice(0, -1) } : item,
    ),
  },
  {
    name: 'responses-as-chat',
    about: 'a chat completion comes',
    rules: ['responses/object/object-value'],
    hooks: { responseObject: (body) => ({ id: body['id'] ?? '', object: 'chat.completion', choices: [] }) },
  },
  {
    name: 'responses-input-uncounted',
    about: 'instructions are not counted as input',
    rules: ['responses/parameters/instructions-reach-the-model'],
    hooks: {
      responseObject: (body) => ({
        ...body,
        usage: isObject(body['usage']) ? { ...body['usage'], input_tokens: 12 } : null,
      }),
    },
  },
]
