import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import {
  isChatStream,
  isChunkStream,
  chunksOf,
  eachStream,
  isWholeStream,
  asksForUsage,
  usageChunks,
  type NumberedChunk,
} from '../../src/checks/stream.ts'
import {
  chunks,
  sse,
  stream,
  streamed,
  streamWith,
  suite,
  extra,
  ignored,
  misplaced,
  wrong,
  wrongOrMissing,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options'

type Chunk = { [key: string]: Json }

/** The chunk counts tokens and has no part in any choice. */
const isUsageChunk = ({ chunk }: NumberedChunk): boolean =>
  isObject(chunk['usage']) && asArray(chunk['choices']).length === 0

const SAY = { content: '1, 2, 3', finish: 'length' }
const ZERO = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
const withUsage = (change: (all: Chunk[]) => Json[]) => ({ counted: streamWith(SAY, change, { usage: true }) })
const hasChoices = (chunk: Chunk): boolean => asArray(chunk['choices']).length > 0
const withoutKey = ({ usage: _usage, ...chunk }: Chunk): Chunk => chunk

/** OpenAI may end with a chunk about moderation, which has neither choices nor counts. */
const withTrailer = sse([
  ...chunks(SAY, { usage: true }),
  { ...chunks(SAY)[0], choices: [], usage: null, moderation: {} },
])

export default suite({
  id: 'streaming/usage',
  about: 'a streamed chat answer with and without `stream_options.include_usage`',
  model: 'chat',
  steps: {
    counted: streamed({ messages: COUNTING, max_tokens: 24, stream_options: { include_usage: true } }),
    plain: streamed({ messages: COUNTING, max_tokens: 24 }),
  },
  conforming: { counted: stream(SAY, { usage: true }), plain: stream(SAY) },
  rules: {
    'comes-when-asked': {
      level: 'should',
      sentence: 'With include_usage, exactly one chunk has a usage object, and its `choices` is empty.',
      source: `${SOURCE}; observed in 246 of 246 streams`,
      breaks: 'token meters stay at zero, or the last text is dropped with the chunk that has usage',
      parameter: 'chat.stream_options',
      traffic: eachStream([isWholeStream, asksForUsage], (one) => {
        const found = usageChunks(one)
        const [first] = found
        if (!first)
          return ignored(
            one,
            'events[].usage',
            'include_usage was accepted and no chunk has usage',
            'one chunk with usage',
            'none',
          )
        const shared = found.find((other) => !isUsageChunk(other))
        if (shared)
          return wrong(
            one,
            `events[${shared.at}].choices`,
            'usage shares a chunk with a choice',
            [],
            shared.chunk['choices'],
          )
        return found.length === 1
          ? undefined
          : extra(one, `events[${found[1]?.at}].usage`, 'usage comes more than once', 1, found.length)
      }),
      violating: [
        // Ollama up to 0.5.1, Portkey.
        { counted: stream(SAY) },
        withUsage((all) => all.map((chunk) => (hasChoices(chunk) ? { ...chunk, usage: ZERO } : chunk))),
        // LiteLLM keeps a choice in it.
        withUsage((all) =>
          all.map((chunk) => (hasChoices(chunk) ? chunk : { ...chunk, choices: [{ index: 0, delta: {} }] })),
        ),
        withUsage((all) =>
          all
            .slice(0, -1)
            .map((chunk, place, { length }) =>
              place === length - 1 ? { ...chunk, usage: { ...ZERO, prompt_tokens: 9, total_tokens: 9 } } : chunk,
            ),
        ),
        withUsage((all) => [...all, all.at(-1) ?? null]),
      ],
      conforming: [{}, { counted: withTrailer }],
    },
    'comes-last': {
      level: 'should',
      sentence: 'No chunk with a choice follows the one with usage.',
      source: SOURCE,
      breaks: 'clients that take usage for the end close the message',
      traffic: eachStream([isChatStream, (one) => asksForUsage(one) && usageChunks(one).some(isUsageChunk)], (one) => {
        const at = usageChunks(one).find(isUsageChunk)?.at ?? 0
        const later = chunksOf(one).find(({ at: place, chunk }) => place > at && asArray(chunk['choices']).length > 0)
        return (
          later &&
          misplaced(
            one,
            `events[${at}].usage`,
            'choices go on after usage',
            'the last chunk',
            `event ${at}, a choice in event ${later.at}`,
          )
        )
      }),
      violating: [
        withUsage((all) => [...all.slice(-1), ...all.slice(0, -1)]),
        withUsage((all) => [...all.slice(0, -2), ...all.slice(-1), ...all.slice(-2, -1)]),
      ],
      conforming: [{}, { counted: withTrailer }],
      inconclusive: [{ counted: stream(SAY) }],
    },
    'counts-the-answer': {
      level: 'should',
      sentence: 'The usage chunk counts the prompt and the answer, and its total is their sum.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming',
      breaks: 'bills and context meters of streamed calls',
      parameter: 'chat.stream_options',
      traffic: eachStream([isChatStream, (one) => asksForUsage(one) && usageChunks(one).some(isUsageChunk)], (one) => {
        const last = usageChunks(one).findLast(isUsageChunk)
        const {
          prompt_tokens: prompt,
          completion_tokens: completion,
          total_tokens: total,
        } = (last?.chunk['usage'] ?? {}) as { [key: string]: unknown }
        const spoke = one.reply?.choices.some(
          ({ content, toolCalls }) => (content ?? '') !== '' || toolCalls.length > 0,
        )
        const path = `events[${last?.at}].usage`
        if (!(Number(prompt) > 0) || (spoke && !(Number(completion) > 0)))
          return wrong(one, path, 'tokens went uncounted', 'counts above zero', last?.chunk['usage'])
        return Number(total) === Number(prompt) + Number(completion)
          ? undefined
          : wrong(
              one,
              `${path}.total_tokens`,
              'the total is not the sum',
              Number(prompt) + Number(completion),
              total ?? 'absent',
            )
      }),
      violating: [
        ZERO,
        { prompt_tokens: 9, completion_tokens: 8, total_tokens: 9 },
        { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
        {},
      ].map((usage) => withUsage((all) => all.map((chunk) => (hasChoices(chunk) ? chunk : { ...chunk, usage })))),
      inconclusive: [{ counted: stream(SAY) }],
    },
    'null-before': {
      level: 'should',
      sentence: 'With include_usage, every chunk before the last has `usage: null`.',
      source: `${SOURCE}; observed in 246 of 246 streams`,
      breaks: 'strict decoders that expect the key; clients that add up the counts of every chunk',
      traffic: eachStream([isChunkStream, asksForUsage], (one) => {
        const early = chunksOf(one).find(({ chunk }) => asArray(chunk['choices']).length > 0 && chunk['usage'] !== null)
        if (!early) return undefined
        const usage = early.chunk['usage']
        return wrongOrMissing(one, `events[${early.at}].usage`, 'not null before the end', null, usage)
      }),
      violating: [
        withUsage((all) => all.map((chunk) => (hasChoices(chunk) ? withoutKey(chunk) : chunk))),
        withUsage((all) => all.map((chunk) => (hasChoices(chunk) ? { ...chunk, usage: ZERO } : chunk))),
        withUsage((all) => all.map((chunk) => (hasChoices(chunk) ? { ...chunk, usage: {} } : chunk))),
      ],
    },
    'not-unasked': {
      level: 'should',
      sentence: 'Without include_usage no chunk has a `usage` key.',
      source: `${SOURCE}; observed in 204 of 204 streams`,
      breaks: 'meters that estimate when they did not ask count twice',
      parameter: 'chat.stream_options',
      traffic: eachStream([isChunkStream, (one) => !asksForUsage(one)], (one) => {
        const found = chunksOf(one).find(({ chunk }) => chunk['usage'] !== undefined)
        return (
          found && extra(one, `events[${found.at}].usage`, 'nobody asked for usage', 'absent', found.chunk['usage'])
        )
      }),
      violating: [
        { plain: stream(SAY, { usage: true }) },
        {
          plain: streamWith(SAY, (all) =>
            all.map((chunk, place) =>
              place === all.length - 1
                ? { ...chunk, usage: { prompt_tokens: 9, completion_tokens: 8, total_tokens: 17 } }
                : chunk,
            ),
          ),
        },
      ],
    },
  },
})
