import { isObject, objects, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { replaced, type Fault } from '../fault.ts'

const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (path.endsWith('/responses') ? change(body) : body),
})
const deafTo = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))
const inItems = (change: (item: JsonObject) => JsonObject): Hooks => ({
  responseObject: (body) => ({ ...body, output: objects(body['output']).map(change) }),
})

export const faults: Fault[] = [
  {
    name: 'responses-404',
    about: 'there is no endpoint for responses (Ollama before 0.13.3)',
    kills: ['responses/object/answered', 'responses/stream/answered'],
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
    kills: ['responses/parameters/limit-holds'],
    hooks: deafTo('max_output_tokens'),
  },
  {
    name: 'responses-limit-untold',
    about: 'a cut response says completed (Ollama)',
    kills: ['responses/parameters/limit-is-told'],
    hooks: { responseObject: (body) => ({ ...body, status: 'completed', incomplete_details: null }) },
  },
  {
    name: 'responses-instructions-lost',
    about: '`instructions` are lost',
    kills: ['responses/parameters/instructions-reach-the-model'],
    hooks: deafTo('instructions'),
  },
  {
    name: 'responses-format-ignored',
    about: '`text.format` is ignored',
    kills: ['responses/parameters/format-is-obeyed'],
    hooks: deafTo('text'),
  },
  {
    name: 'responses-previous-ignored',
    about: '`previous_response_id` is ignored',
    kills: ['responses/parameters/unknown-previous-is-refused'],
    hooks: deafTo('previous_response_id'),
  },
  {
    name: 'responses-tool-choice-ignored',
    about: '`tool_choice` is ignored (Ollama)',
    kills: ['responses/function-call/none-calls-nothing'],
    hooks: deafTo('tool_choice'),
  },
  {
    name: 'responses-tools-ignored',
    about: '`tools` are ignored',
    kills: ['responses/function-call/required-calls'],
    hooks: deafTo('tools', 'tool_choice'),
  },
  {
    name: 'responses-arguments-object',
    about: 'arguments are an object',
    kills: ['responses/function-call/arguments-parse'],
    hooks: inItems((item) =>
      typeof item['arguments'] === 'string' ? { ...item, arguments: { city: 'Madrid' } } : item,
    ),
  },
  {
    name: 'responses-arguments-cut',
    about: 'arguments are broken JSON',
    kills: ['responses/function-call/arguments-parse'],
    hooks: inItems((item) =>
      typeof item['arguments'] === 'string' ? { ...item, arguments: item['arguments'].slice(0, -1) } : item,
    ),
  },
  {
    name: 'responses-as-chat',
    about: 'a chat completion comes',
    kills: ['responses/object/object-value'],
    hooks: { responseObject: (body) => ({ id: body['id'] ?? '', object: 'chat.completion', choices: [] }) },
  },
  {
    name: 'responses-input-uncounted',
    about: 'instructions are not counted as input',
    kills: ['responses/parameters/instructions-reach-the-model'],
    hooks: {
      responseObject: (body) => ({
        ...body,
        usage: isObject(body['usage']) ? { ...body['usage'], input_tokens: 12 } : null,
      }),
    },
  },
]
