import { stopsOf } from '../asked.ts'
import { deaf, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { whereStopped, withText } from '../retellings.ts'
import { inChat } from '../said.ts'
import { tokensOf } from '../tokens.ts'

/** Reads `stop` in another way. */
const stopRead = (read: (value: string[], raw: unknown) => string[]): Hooks => ({
  request: (body) => {
    const value = [body['stop'] ?? []].flat().filter((one) => typeof one === 'string')
    // A list that is too long is still refused.
    return value.length === 0 || value.length > 4 ? body : { ...body, stop: read(value, body['stop']).slice(0, 4) }
  },
})

export const deviations: Deviation[] = [
  {
    name: 'stop-ignored',
    about: 'stop is ignored',
    seen: ['gateways'],
    rules: ['stop/string/ends-before-it', 'stop/list/ends-before-earliest', 'stop/answers/not-in-text'],
    hooks: deaf('stop'),
  },
  {
    name: 'stop-string-ignored',
    about: 'only a list of stops is understood',
    rules: ['stop/string/ends-before-it'],
    hooks: stopRead((value, raw) => (typeof raw === 'string' ? [] : value)),
  },
  {
    name: 'stop-list-ignored',
    about: 'only a single stop is understood',
    rules: ['stop/list/ends-before-earliest', 'stop/list/in-any-order'],
    hooks: stopRead((value, raw) => (Array.isArray(raw) ? [] : value)),
  },
  {
    name: 'stop-list-first-only',
    about: 'only the first of the list has an effect',
    rules: ['stop/list/ends-before-earliest'],
    hooks: stopRead((value) => value.slice(0, 1)),
  },
  {
    name: 'stop-list-last-only',
    about: 'only the last of the list has an effect',
    rules: ['stop/list/in-any-order'],
    hooks: stopRead((value) => value.slice(-1)),
  },
  {
    name: 'stop-trimmed',
    about: 'white space is cut off stop strings, so that a line break stops nothing',
    rules: ['stop/line-break/ends-with-the-line'],
    hooks: stopRead((value) => value.map((one) => one.trim()).filter((one) => one !== '')),
  },
  {
    name: 'stop-list-joined',
    about: 'the list is read as one long sequence',
    rules: ['stop/list/ends-before-earliest', 'stop/list/in-any-order'],
    hooks: stopRead((value) => [value.join('')]),
  },
  {
    name: 'stop-fourth-dropped',
    about: 'more than three stops are cut to three',
    rules: ['stop/four/last-one-counts'],
    hooks: stopRead((value) => value.slice(0, 3)),
  },
  {
    name: 'stop-list-refused',
    about: 'a list of stops is refused',
    seen: ['old Ollama'],
    rules: ['stop/list/answered'],
    hooks: refuses((body) => Array.isArray(body['stop'])),
  },
  {
    name: 'stop-string-refused',
    about: 'a single stop is refused',
    rules: ['stop/string/answered'],
    hooks: refuses((body) => typeof body['stop'] === 'string'),
  },
  {
    name: 'stop-null-refused',
    about: 'stop null or [] is refused',
    rules: ['stop/none/null', 'stop/none/empty-list'],
    hooks: refuses((body) => body['stop'] === null || (Array.isArray(body['stop']) && body['stop'].length === 0)),
  },
  {
    name: 'stop-kept',
    about: 'the stop sequence stays in the text',
    seen: ['TGI'],
    rules: ['stop/string/ends-before-it'],
    hooks: inChat(whereStopped((text, stop) => withText(text + stop))),
  },
  {
    name: 'stop-cuts-token-before',
    about: 'the token before the stop is lost too',
    rules: ['stop/string/ends-before-it'],
    hooks: inChat(whereStopped((text) => withText(tokensOf(text).slice(0, -2).join('')))),
  },
  {
    name: 'stop-empties-text',
    about: 'a stopped answer has no text',
    rules: ['stop/string/ends-before-it'],
    hooks: inChat(whereStopped(() => withText(''))),
  },
  {
    name: 'stop-finish-length',
    about: 'a stopped answer ends with `length`',
    rules: ['stop/string/finish-reason'],
    hooks: inChat(whereStopped(() => ({ finish: 'length' }))),
  },
  {
    name: 'stop-finish-own-word',
    about: 'a stopped answer ends with a word of its own',
    rules: ['stop/string/finish-reason'],
    hooks: inChat(whereStopped(() => ({ finish: 'stop_sequence' }))),
  },
  {
    name: 'stop-prefix-leaks',
    about: 'the first letters of the sequence leak into a stream',
    seen: ['exo'],
    rules: ['stop/stream/leaks-nothing', 'stop/answers/no-part-left'],
    hooks: inChat(
      whereStopped((text, stop, { streams }) => (streams && stop.length > 1 ? withText(text + stop.slice(0, -1)) : {})),
    ),
  },
  {
    name: 'stop-prefix-leaks-plain',
    about: 'the first letters of the sequence stay in a plain answer',
    rules: ['stop/multi-token/ends-before-it'],
    hooks: inChat(
      whereStopped((text, stop, { streams }) =>
        !streams && stop.length > 1 ? withText(text + stop.slice(0, -1)) : {},
      ),
    ),
  },
  {
    name: 'stop-streams-ignored',
    about: 'stop holds for plain answers only',
    rules: ['stop/stream/leaks-nothing'],
    hooks: { request: (body) => (body['stream'] === true && 'stop' in body ? { ...body, stop: null } : body) },
  },
  {
    name: 'stop-plain-ignored',
    about: 'stop holds for streams only',
    rules: ['stop/string/ends-before-it'],
    hooks: { request: (body) => (body['stream'] === true || !('stop' in body) ? body : { ...body, stop: null }) },
  },
  {
    name: 'stop-over-tokens-missed',
    about: 'a sequence is found only where it is one token',
    rules: ['stop/multi-token/ends-before-it'],
    hooks: stopRead((value) => value.filter((one) => tokensOf(one).length < 2)),
  },
  {
    name: 'stop-beyond-ascii-missed',
    about: 'a sequence with letters beyond ASCII is missed',
    rules: ['stop/multi-byte/ends-before-it', 'stop/multi-byte/streamed-ends-before-it'],
    hooks: stopRead((value) => value.filter((one) => /^[\p{ASCII}]*$/u.test(one))),
  },
  {
    name: 'stop-cuts-call',
    about: 'a stop cuts a call that is reported as complete',
    rules: ['stop/tool-arguments/no-half-call'],
    hooks: {
      generation: (choice, request) => ({
        ...choice,
        calls: choice.calls.map((call) => ({
          ...call,
          arguments: call.arguments.split(stopsOf(request)[0] ?? '}}}')[0] ?? '',
        })),
      }),
    },
  },
  {
    name: 'stop-five-accepted',
    about: 'more than four stops are accepted and none told',
    seen: ['Ollama'],
    rules: ['stop/five/is-refused'],
    hooks: { accepts: ({ param }) => param === 'stop' },
  },
  {
    name: 'stop-five-500',
    about: 'more than four stops give a 500',
    rules: ['stop/five/none-is-dropped', 'errors/chat-parameters/never-5xx'],
    hooks: {
      refusal: (refusal) => (refusal.param === 'stop' ? { ...refusal, status: 500, type: 'server_error' } : refusal),
    },
  },
]
