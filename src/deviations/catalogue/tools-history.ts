import { refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, parsedObject, textOf, type JsonObject } from '../server-reply.ts'

const earlierArguments = (body: JsonObject): string[] =>
  objects(body['messages'])
    .flatMap((message) => objects(message['tool_calls']))
    .map((call) => (isObject(call['function']) ? textOf(call['function']['arguments']) : ''))

const assistantContent = (body: JsonObject): unknown[] =>
  objects(body['messages'])
    .filter(({ role, tool_calls: calls }) => role === 'assistant' && calls !== undefined)
    .map(({ content }) => content)

const parses = (text: string): boolean => parsedObject(text) !== null

export const deviations: Deviation[] = [
  {
    name: 'old-arguments-must-parse',
    about: 'earlier arguments that are no JSON object are refused',
    seen: ['Ollama'],
    rules: [
      'tools/replayed-arguments/empty-text',
      'tools/replayed-arguments/empty-list',
      'tools/replayed-arguments/no-json',
    ],
    hooks: refuses((body) => earlierArguments(body).some((args) => !parses(args)), 400, 'invalid tool call arguments'),
  },
  {
    name: 'old-arguments-crash',
    about: 'earlier arguments that are no JSON object give a 500',
    rules: [
      'tools/replayed-arguments/empty-text',
      'tools/replayed-arguments/empty-list',
      'tools/replayed-arguments/no-json',
    ],
    hooks: refuses((body) => earlierArguments(body).some((args) => !parses(args)), 500, 'invalid tool call arguments'),
  },
  {
    name: 'old-calls-dropped-beside-text',
    about: 'earlier calls are dropped where content is a string',
    seen: ['Ollama before 0.11.4'],
    rules: ['tools/assistant-replay/keeps-calls'],
    hooks: {
      generation: (choice, request) =>
        assistantContent(request).some((content) => typeof content === 'string')
          ? { ...choice, promptTokens: choice.promptTokens - 20 }
          : choice,
    },
  },
  {
    name: 'old-null-content-refused',
    about: 'an earlier call with content null is refused',
    rules: ['chat/replayed-turn/null-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes(null), 400, 'invalid message content type: <nil>'),
  },
  {
    name: 'old-empty-content-refused',
    about: 'an earlier call with content "" is refused',
    rules: ['chat/replayed-turn/empty-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes('')),
  },
  {
    name: 'old-absent-content-refused',
    about: 'an earlier call without content is refused',
    rules: ['chat/replayed-turn/absent-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes(undefined)),
  },
  {
    name: 'tool-result-last-fails',
    about: 'a turn that ends with the result of a tool gives a 500',
    rules: ['tools/run-tools/goes-on'],
    hooks: refuses((body) => objects(body['messages']).at(-1)?.['role'] === 'tool', 500, 'internal error'),
  },
  {
    name: 'several-results-refused',
    about: 'two results of tools in a row are refused',
    rules: ['tools/several-results/answered'],
    hooks: refuses((body) =>
      objects(body['messages']).some(({ role }, at, all) => role === 'tool' && all[at + 1]?.['role'] === 'tool'),
    ),
  },
  {
    name: 'tool-parts-refused',
    about: 'a tool result in parts is refused',
    rules: ['tools/result-round-trip/takes-parts'],
    hooks: refuses((body) =>
      objects(body['messages']).some(({ role, content }) => role === 'tool' && Array.isArray(content)),
    ),
  },
]
