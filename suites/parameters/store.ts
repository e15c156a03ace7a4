import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { bodyOf } from '../../src/checks/chat-body.ts'
import { errorMessage } from '../../src/checks/errors.ts'
import { succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  after,
  answer,
  answerWith,
  anyAnswer,
  chat,
  completion,
  get,
  inconclusive,
  json,
  refusable,
  refusal,
  suite,
  ignored,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/get'
const KEPT = { probe: 'store' }

const stored = ({ kept }: Record<string, Observation>): Step | Inconclusive => {
  const id = kept && bodyOf(kept)['id']
  return typeof id === 'string' && id !== ''
    ? anyAnswer(get(`/chat/completions/${encodeURIComponent(id.toWellFormed())}`))
    : inconclusive('the answer has no id')
}
const removed = (earlier: Record<string, Observation>): Step | Inconclusive => {
  const step = stored(earlier)
  return 'inconclusive' in step ? step : { ...step, method: 'DELETE' }
}

const LATE = inconclusive('the server knows the address, but not yet what was to be stored: it may take a while')
const BARRED = inconclusive('this key may not read what is stored')

/** Why nothing can be said of what is stored: the key may not read it, or it is not there yet. */
function open(read: Observation): Inconclusive | undefined {
  if (read.status === 401 || read.status === 403) return BARRED
  // An address that the server does not know at all is told in other words, or in no JSON.
  return read.status === 404 && /completion|with id/i.test(errorMessage(read) ?? '') ? LATE : undefined
}

const HELLO = { content: 'Hello', finish: 'length', completionTokens: 1 }

export default suite({
  id: 'parameters/store',
  about: 'a chat call with `store: true` and `metadata`, read again by its id, and then deleted',
  model: 'chat',
  answered: 'may',
  steps: {
    kept: refusable(chat({ messages: GREETING, max_tokens: 1, store: true, metadata: KEPT })),
    read: after(0, stored),
    removed: after(0, removed),
  },
  conforming: {
    kept: answer(HELLO),
    read: answerWith(HELLO, (body) => ({ ...body, metadata: KEPT })),
    removed: json({ id: completion()['id'] ?? '', object: 'chat.completion.deleted', deleted: true }),
  },
  rules: {
    'can-be-read': {
      level: 'may',
      sentence: 'An answer of a request with `store: true` can be read again by its id, or the request is refused.',
      source: SOURCE,
      breaks: 'evaluation and distillation flows that collect answers there find none',
      parameter: 'chat.store',
      reads: ['kept', 'read'],
      judgesBroken: true,
      *check({ kept, read }) {
        const { id } = bodyOf(kept)
        if (succeeded(read) && bodyOf(read)['id'] === id) return
        const why = open(read)
        if (why) return why
        yield ignored(
          read,
          '$.store',
          `nothing was stored: HTTP ${read.status} for its id`,
          'the answer again',
          read.status,
        )
      },
      violating: [
        { read: NO_ROUTE },
        { read: refusal(405, { message: 'Not allowed to GET on /v1/chat/completions' }) },
        { read: refusal(404, { message: 'Invalid URL' }) },
        { read: answerWith({ id: 'chatcmpl-0' }, (body) => body) },
      ],
      inconclusive: [
        { read: refusal(404, { message: "Chat completion with id 'chatcmpl-0' not found." }) },
        { read: refusal(403) },
      ],
    },
    'metadata-is-kept': {
      level: 'may',
      sentence: '`metadata` is there again when the stored answer is read, or the request is refused.',
      source: `${SOURCE}; the answer itself need not repeat it (openai/openai-node#1818)`,
      breaks: 'whoever tags calls, to find them again by customer or experiment, finds nothing',
      parameter: 'chat.metadata',
      reads: ['kept', 'read'],
      judgesBroken: true,
      *check({ read }) {
        const { metadata } = bodyOf(read)
        if (succeeded(read) && isObject(metadata) && metadata['probe'] === KEPT.probe) return
        const why = open(read)
        if (why) return why
        yield ignored(
          read,
          '$.metadata',
          succeeded(read) ? 'the stored answer has lost it' : 'it was taken, and can be read nowhere',
          KEPT,
          metadata ?? 'absent',
        )
      },
      violating: [
        { read: NO_ROUTE },
        { read: answer(HELLO) },
        { read: answerWith(HELLO, (body) => ({ ...body, metadata: {} })) },
      ],
      inconclusive: [{ read: refusal(404, { message: "Chat completion with id 'chatcmpl-0' not found." }) }],
    },
  },
})
