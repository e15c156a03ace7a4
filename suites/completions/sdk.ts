import {
  inPieces,
  textAnswer,
  textAnswerWith,
  textBody,
  textChunks,
  textStream,
  textStreamWith,
} from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { asArray, chunkChoices, isObject, text, type JsonObject } from '../../src/checks/reply.ts'
import { valueOf, taken } from '../../src/checks/sdk.ts'
import {
  complete,
  inconclusive,
  json,
  raw,
  refusable,
  sse,
  suite,
  throughSdk,
  extra,
  ignored,
  missing,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/src/resources/completions.ts'
const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens']
const SAY = { text: ' 7, 8, 9' }

/** What a loop over the stream sees. */
const chunksSeen = (one: Observation): JsonObject[] => asArray(valueOf(one)).filter(isObject)

export default suite({
  id: 'completions/sdk',
  about: 'a text completion through the official SDK, awaited and iterated',
  model: 'chat',
  answered: 'should',
  steps: {
    created: refusable(throughSdk('complete', complete({ prompt: COUNT_ON, max_tokens: 4 }))),
    iterated: refusable(
      throughSdk(
        'complete-iterate',
        complete({ prompt: COUNT_ON, max_tokens: 8, stream: true, stream_options: { include_usage: true } }),
      ),
    ),
  },
  conforming: { created: textAnswer(SAY), iterated: textStream(SAY, { usage: true }) },
  rules: {
    'gives-a-text': {
      level: 'should',
      sentence: '`completions.create()` resolves to an object with `choices[0].text`.',
      source: SOURCE,
      breaks: 'every program on the SDK reads `completion.choices[0].text`',
      reads: ['created'],
      *check({ created }) {
        yield* taken(created)
        const value = valueOf(created)
        if (value === undefined) return
        const choice = isObject(value) ? asArray(value['choices'])[0] : undefined
        if (!isObject(choice) || typeof choice['text'] !== 'string')
          yield missing(
            created,
            '$.choices[0].text',
            'the caller gets no text',
            'a string',
            typeof value === 'string' ? 'a string: the content type is not JSON' : (choice ?? null),
          )
      },
      violating: [
        { created: raw([JSON.stringify(textBody())], { headers: [['content-type', 'text/plain']] }) },
        { created: textAnswerWith((body) => ({ ...body, choices: [] })) },
        { created: json({ ...textBody(), choices: [{ index: 0, message: { role: 'assistant', content: '7' } }] }) },
      ],
    },
    'gives-usage': {
      level: 'should',
      sentence: '`completions.create()` resolves to an object whose `usage` has the three counts.',
      source: SOURCE,
      breaks: 'cost meters read `completion.usage.total_tokens` without asking',
      reads: ['created'],
      *check({ created }) {
        const value = valueOf(created)
        const usage = isObject(value) ? value['usage'] : undefined
        // The service leaves the count of a text out where there is none.
        const due = text(created) === '' ? ['prompt_tokens', 'total_tokens'] : COUNTS
        const absent = due.filter((key) => !(isObject(usage) && Number.isInteger(usage[key])))
        if (absent.length > 0)
          yield missing(created, '$.usage', `no integer in ${absent.join(', ')}`, due, usage ?? null)
      },
      violating: [
        { created: textAnswerWith(({ usage: _usage, ...body }) => body) },
        { created: textAnswerWith((body) => ({ ...body, usage: { prompt_tokens: 4 } })) },
      ],
    },
    iterates: {
      level: 'should',
      sentence: 'Iterating a streamed text completion with openai-node gives its text, a finish_reason, and no error.',
      source: SOURCE,
      breaks: 'loops that append `chunk.choices[0].text` until finish_reason is set',
      reads: ['iterated'],
      *check({ iterated }) {
        yield* taken(iterated)
        if (!iterated.sdk?.ok) return
        const seen = chunksSeen(iterated).flatMap(chunkChoices)
        const written = seen
          .map((choice) => choice['text'])
          .filter((one) => typeof one === 'string')
          .join('')
        if (!seen.some((choice) => typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== ''))
          yield missing(iterated, 'chunks[].choices[0].finish_reason', 'the loop sees no end', 'stop or length', null)
        if (text(iterated) === '') return inconclusive('the stream has no text to see')
        if (written === '')
          yield missing(iterated, 'chunks[].choices[0].text', 'the loop sees no text', 'text', written)
      },
      violating: [
        { iterated: sse([{ error: { message: 'boom', type: 'server_error' } }], { done: false }) },
        {
          iterated: textStreamWith(
            inPieces((choice) => ({ ...choice, finish_reason: null })),
            SAY,
          ),
        },
        // The chunks of the chat endpoint.
        {
          iterated: textStreamWith(
            inPieces(({ text: piece, ...choice }) => ({ ...choice, delta: { content: piece ?? '' } })),
            SAY,
          ),
        },
      ],
      inconclusive: [{ iterated: textStream({ text: '' }) }],
    },
    'iterated-usage': {
      level: 'should',
      sentence: 'With include_usage the last chunk of the loop has the counts, and no other has any.',
      source: SOURCE,
      breaks: 'meters that take `chunk.usage` where it is set: the first one, with zeros, or the sum of all',
      parameter: 'completions.stream_options',
      reads: ['iterated'],
      *check({ iterated }) {
        const all = chunksSeen(iterated)
        if (all.length === 0) return inconclusive('the SDK gave no chunks')
        const having = all.flatMap(({ usage }, at) => (isObject(usage) ? [at] : []))
        if (having.length !== 1 || having[0] !== all.length - 1)
          yield (having.length === 0 ? ignored : extra)(
            iterated,
            'chunks[].usage',
            `${having.length} of ${all.length} chunks have counts`,
            'the last one alone',
            having,
          )
      },
      violating: [
        { iterated: textStream(SAY) },
        {
          iterated: sse(
            textChunks(SAY, { usage: true }).map((chunk) => ({
              ...chunk,
              usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
            })),
          ),
        },
      ],
      inconclusive: [{ iterated: sse([{ error: { message: 'boom', type: 'server_error' } }], { done: false }) }],
    },
  },
})
