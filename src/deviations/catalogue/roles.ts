import { misread, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'
import { contentText } from '../tokens.ts'

/** The rules that messages of each role reach the model, and that they are taken. */
const REACHES: Record<string, string> = {
  developer: 'roles/developer/reaches-the-model',
  system: 'roles/system/reaches-the-model',
  assistant: 'roles/prefill/reaches-the-model',
  tool: 'tools/result-round-trip/text-reaches-model',
}
const TAKEN: Record<string, string> = {
  developer: 'roles/developer/answered',
  system: 'roles/system/answered',
  tool: 'tools/result-round-trip/answered',
}

const dropping = (applies: (message: JsonObject, at: number, all: JsonObject[]) => boolean): Deviation['hooks'] =>
  misread((messages) => messages.filter((message, at) => !applies(message, at, messages)))
const withContent = (
  applies: (message: JsonObject) => boolean,
  content: (text: string, message: JsonObject) => string,
): Deviation['hooks'] =>
  misread((messages) =>
    messages.map((message) =>
      applies(message) ? { ...message, content: content(contentText(message), message) } : message,
    ),
  )
const inParts = (message: JsonObject): boolean => Array.isArray(message['content'])
const has = (body: JsonObject, applies: (message: JsonObject) => boolean): boolean =>
  objects(body['messages']).some(applies)
const partText = (part: JsonObject | undefined): string => textOf(part?.['text'])

export const deviations: Deviation[] = [
  ...Object.entries(REACHES).map(([role, rule]): Deviation => ({
    name: `${role}-dropped`,
    about: `messages of the role ${role} do not reach the model`,
    rules: [rule],
    hooks: withContent(
      (message) => message['role'] === role,
      () => '',
    ),
  })),
  ...Object.entries(TAKEN).map(([role, rule]): Deviation => ({
    name: `${role}-refused`,
    about: `messages of the role ${role} are refused`,
    rules: [rule],
    hooks: refuses((body) => has(body, (message) => message['role'] === role)),
  })),
  {
    name: 'developer-emptied-away',
    about: 'developer messages are left out altogether',
    seen: ['templates that do not know the role'],
    rules: ['roles/developer/reaches-the-model'],
    hooks: dropping(({ role }) => role === 'developer'),
  },
  {
    name: 'system-after-first-dropped',
    about: 'only the first system message counts',
    rules: ['roles/several-system/all-reach-the-model'],
    hooks: dropping((message, at, all) => isSystem(message) && at !== all.findIndex(isSystem)),
  },
  {
    name: 'system-before-last-dropped',
    about: 'only the last system message counts',
    rules: ['roles/several-system/all-reach-the-model'],
    hooks: dropping((message, at, all) => isSystem(message) && at !== all.findLastIndex(isSystem)),
  },
  {
    name: 'system-later-refused',
    about: 'a system message after the first turn gives a 500',
    seen: ['Ollama with qwen3.5'],
    rules: ['roles/late-system/answered'],
    hooks: refuses((body) => objects(body['messages']).findLastIndex(isSystem) > 0, 500),
  },
  {
    name: 'history-dropped',
    about: 'only the last message reaches the model',
    rules: ['roles/system/reaches-the-model'],
    hooks: dropping((_, at, all) => at < all.length - 1),
  },
  {
    name: 'history-head-dropped',
    about: 'the first messages are dropped without an error',
    seen: ['Ollama past num_ctx'],
    rules: ['roles/several-system/all-reach-the-model'],
    hooks: dropping((_, at, all) => at < Math.floor(all.length / 2) && all.length > 2),
  },
  {
    name: 'part-first-only',
    about: 'only the first part of a message is read',
    rules: ['chat/content-parts/none-lost'],
    hooks: withContent(inParts, (_, { content }) => partText(objects(content)[0])),
  },
  {
    name: 'part-last-only',
    about: 'only the last part of a message is read',
    rules: ['chat/content-parts/none-lost'],
    hooks: withContent(inParts, (_, { content }) => partText(objects(content).at(-1))),
  },
  {
    name: 'parts-as-messages',
    about: 'each part becomes a message of its own',
    seen: ['Ollama'],
    rules: ['chat/content-parts/one-message'],
    hooks: misread((messages) =>
      messages.flatMap((message) =>
        inParts(message) && message['role'] === 'user'
          ? objects(message['content']).map((part) => ({ ...message, content: partText(part) }))
          : [message],
      ),
    ),
  },
  {
    name: 'parts-printed',
    about: 'parts reach the model as their JSON',
    rules: ['chat/content-parts/one-part', 'chat/content-parts/one-message'],
    hooks: withContent(inParts, (_, { content }) => JSON.stringify(content)),
  },
  {
    name: 'parts-refused',
    about: 'content in parts is refused',
    seen: ['Ollama before 0.2.6'],
    rules: ['chat/content-parts/answered'],
    hooks: refuses((body) => has(body, inParts)),
  },
  {
    name: 'tool-parts-orphaned',
    about: 'a tool result in parts loses its place',
    seen: ['Ollama'],
    rules: ['tools/result-round-trip/parts-reach-model'],
    hooks: withContent(
      (message) => inParts(message) && message['role'] === 'tool',
      () => '',
    ),
  },
  {
    name: 'names-crash',
    about: 'a message with a name gives a 500',
    rules: ['roles/name/answered'],
    hooks: refuses((body) => has(body, ({ name }) => name !== undefined), 500),
  },
  {
    name: 'named-text-lost',
    about: 'the text of a message with a name is lost',
    rules: ['roles/name/keeps-the-text'],
    hooks: withContent(
      ({ name }) => name !== undefined,
      () => '',
    ),
  },
  {
    name: 'developer-beside-default',
    about: 'a template adds its default instructions beside a developer message',
    rules: ['roles/developer/counts-as-system'],
    hooks: misread((messages) =>
      messages.some(({ role }) => role === 'developer')
        ? [{ role: 'system', content: 'You are a helpful assistant named Stand In, trained by nobody.' }, ...messages]
        : messages,
    ),
  },
  {
    name: 'null-content-refused',
    about: 'assistant content null is refused',
    rules: ['chat/replayed-turn/null-beside-calls'],
    hooks: refuses((body) => has(body, ({ role, content }) => role === 'assistant' && content === null)),
  },
  {
    name: 'null-content-crashes',
    about: 'assistant content null gives a 500',
    rules: ['chat/replayed-turn/null-alone'],
    hooks: refuses(
      (body) => has(body, ({ role, content, tool_calls: calls }) => role === 'assistant' && content === null && !calls),
      500,
    ),
  },
  {
    name: 'refusal-crashes',
    about: 'a replayed refusal gives a 500',
    rules: ['chat/replayed-turn/refusal'],
    hooks: refuses((body) => has(body, ({ refusal }) => typeof refusal === 'string'), 500),
  },
  {
    name: 'empty-content-refused',
    about: 'assistant content "" is refused',
    rules: ['chat/replayed-turn/empty-text'],
    hooks: refuses((body) => has(body, ({ role, content }) => role === 'assistant' && content === '')),
  },
  {
    name: 'unknown-role-taken',
    about: 'a role that does not exist is taken',
    seen: ['Ollama'],
    rules: ['roles/unknown/rejected'],
    hooks: { accepts: ({ param }) => param?.endsWith('role') ?? false },
  },
  {
    name: 'unknown-role-crashes',
    about: 'a role that does not exist gives a 500',
    rules: ['roles/unknown/rejected'],
    hooks: {
      refusal: (refusal) =>
        refusal.param?.endsWith('role') ? { ...refusal, status: 500, type: 'api_error' } : refusal,
    },
  },
]

function isSystem(message: JsonObject): boolean {
  return message['role'] === 'system' || message['role'] === 'developer'
}
