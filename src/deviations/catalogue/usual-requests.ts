import { refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { items, refusing } from '../response-requests.ts'
import { objects, type JsonObject } from '../server-reply.ts'

const inARow = ({ messages }: JsonObject): boolean =>
  objects(messages).some(({ role }, at, all) => role === 'user' && all[at - 1]?.['role'] === 'user')
const systemParts = ({ messages }: JsonObject): boolean =>
  objects(messages).some(({ role, content }) => role === 'system' && Array.isArray(content))
const declares = (field: string, body: JsonObject): boolean => JSON.stringify(body['tools'] ?? null).includes(field)

const refused = (slug: string, about: string, hooks: Deviation['hooks']): Deviation => ({
  name: `usual-${slug.replace('/usual-requests/', '-')}-refused`,
  about: `${about} is refused`,
  rules: [slug],
  hooks,
})
const refusal = (slug: string, about: string, applies: (body: JsonObject) => boolean): Deviation =>
  refused(slug, about, refuses(applies, 400, 'unsupported request'))

/** Honest refusals of what every client sends. */
export const deviations: Deviation[] = [
  refusal('chat/usual-requests/top-p', '`top_p: 1`', (body) => body['top_p'] === 1),
  refusal('chat/usual-requests/presence-penalty', '`presence_penalty: 0`', (body) => body['presence_penalty'] === 0),
  refusal('chat/usual-requests/frequency-penalty', '`frequency_penalty: 0`', (body) => body['frequency_penalty'] === 0),
  refusal('chat/usual-requests/n', '`n: 1`', (body) => body['n'] === 1),
  refusal('chat/usual-requests/user', '`user`', (body) => 'user' in body),
  refusal('chat/usual-requests/two-user-turns', 'a second user message in a row', inARow),
  refusal('chat/usual-requests/system-parts', 'a system message of parts', systemParts),
  refusal('tools/usual-requests/strict', 'a strict tool', (body) => declares('"strict":true', body)),
  refusal('tools/usual-requests/not-strict', 'a tool with `strict: false`', (body) => declares('"strict":false', body)),
  refusal('tools/usual-requests/choice-auto', '`tool_choice: "auto"`', (body) => body['tool_choice'] === 'auto'),
  refusal(
    'tools/usual-requests/choice-required',
    '`tool_choice: "required"`',
    (body) => body['tool_choice'] === 'required',
  ),
  refused(
    'responses/usual-requests/top-p',
    '`top_p: 1`',
    refusing((body) => body['top_p'] === 1, 400),
  ),
  refused(
    'responses/usual-requests/turns-in-a-row',
    'a second user message in a row',
    refusing(
      (body) => items(body).some(({ role }, at, all) => role === 'user' && all[at - 1]?.['role'] === 'user'),
      400,
    ),
  ),
  refused(
    'responses/usual-requests/strict',
    'a strict function',
    refusing((body) => declares('"strict":true', body), 400),
  ),
]
