import { refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { fault, has, refusing } from '../response-requests.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'

const messages = (body: JsonObject): JsonObject[] => objects(body['messages'])
const callsIn = (message: JsonObject): JsonObject[] => objects(message['tool_calls'])
const called = (body: JsonObject): boolean => messages(body).some((message) => callsIn(message).length > 0)

/** What servers refuse of the turn that follows a call, which an app sends as it was told. */
export const deviations: Deviation[] = [
  {
    name: 'old-calls-refused',
    about: 'a chat request: earlier calls of the assistant are refused',
    rules: ['tools/result-round-trip/answered'],
    hooks: refuses(called),
  },
  {
    name: 'old-calls-without-reasoning-refused',
    about: 'a chat request: earlier calls are refused where their message has no `reasoning_content`',
    seen: ['DeepSeek with models that think'],
    rules: ['tools/result-round-trip/answered'],
    hooks: refuses(
      (body) => messages(body).some((message) => callsIn(message).length > 0 && !('reasoning_content' in message)),
      400,
      'The `reasoning_content` in the thinking mode must be passed back to the API.',
    ),
  },
  {
    name: 'old-call-ids-refused',
    about: 'a chat request: ids of earlier calls are refused unless they have nine characters',
    seen: ['Mistral'],
    rules: ['tools/result-round-trip/answered'],
    hooks: refuses((body) =>
      messages(body).some((message) => callsIn(message).some(({ id }) => textOf(id).length !== 9)),
    ),
  },
  {
    name: 'user-after-tool-refused',
    about: 'a chat request: a user message behind the result of a tool is refused',
    seen: ['Mistral'],
    rules: ['tools/call/answered'],
    hooks: refuses((body) =>
      messages(body).some(({ role }, at, all) => role === 'user' && all[at - 1]?.['role'] === 'tool'),
    ),
  },
  fault(
    'calls-refused-in-input',
    'items of the type `function_call` are refused',
    'function-output/answered',
    refusing(
      has(({ type }) => type === 'function_call'),
      400,
    ),
  ),
]
