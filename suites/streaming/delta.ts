import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { comesOnce } from '../../src/checks/delta-text.ts'
import { isObject } from '../../src/checks/reply.ts'
import { isChatStream, isChunkStream, chunksOf, eachChoice, eachStream, textDeltas } from '../../src/checks/stream.ts'
import {
  sse,
  stream,
  streamed,
  streamWith,
  suite,
  extra,
  missing,
  wrong,
  wrongType,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in 452 of 452 streams'

type Piece = { [key: string]: Json }

/** A stream whose choices were changed, with the text up to and with each. */
const changed = (change: (choice: Piece, textSoFar: string) => Json) => ({
  streamed: streamWith({ content: '1, 2, 3, 4, 5', finish: 'length' }, (all) => {
    let text = ''
    return all.map((chunk) => {
      const choice = (chunk['choices'] as Piece[])[0] ?? {}
      text += String((choice['delta'] as Piece)['content'] ?? '')
      return { ...chunk, choices: [change(choice, text)] }
    })
  }),
})

const COUNTED = '1, 2, 3, 4, 5'

/** So many deltas that each begin with the one before are no chance. */
const CERTAIN = 4

export default suite({
  id: 'streaming/delta',
  about: 'a streamed chat answer, which comes as what is new and not as what there is',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3, 4, 5', finish: 'length' }) },
  rules: {
    'no-message': {
      level: 'should',
      sentence: 'A choice of a chunk has a `delta` and no `message`.',
      source: SOURCE,
      breaks: 'clients that read both show the text twice (Perplexity sent the whole message so far beside each delta)',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const found = pieces.find(({ choice }) => choice['message'] !== undefined && choice['message'] !== null)
        return (
          found && extra(stream, `${found.path}.message`, 'a chunk has a message', 'absent', found.choice['message'])
        )
      }),
      violating: [
        changed((choice, text) => ({ ...choice, message: { role: 'assistant', content: text } })),
        changed(({ delta, ...choice }) => ({ ...choice, message: delta ?? null })),
      ],
    },
    'no-null-text': {
      level: 'should',
      sentence: 'After the first chunk of a choice, `content` is text or absent, not null.',
      source: SOURCE,
      breaks: 'loops that add up `delta.content` raise a TypeError (simonw/llm with LiteLLM)',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        // Reasoning models of other makers say null while they think.
        const found = pieces
          .slice(1)
          .find(
            ({ delta }) =>
              delta['content'] === null && Object.keys(delta).every((key) => key === 'content' || key === 'role'),
          )
        return (
          found &&
          wrongType(
            stream,
            `${found.path}.delta.content`,
            'a later delta has null for its text',
            'text, or no key',
            null,
          )
        )
      }),
      violating: [
        changed((choice, text) => (text === '' ? choice : { ...choice, delta: { content: null } })),
        changed((choice) => (choice['finish_reason'] ? { ...choice, delta: { content: null, role: null } } : choice)),
      ],
    },
    'no-bare-chunk': {
      level: 'should',
      sentence: 'A chunk without a choice brings something else, such as the usage that was asked for.',
      source: SOURCE,
      breaks:
        'loops that read `chunk.choices[0]` of every chunk, right for a stream without usage, raise an IndexError',
      traffic: eachStream(isChunkStream, (one) => {
        const bare = chunksOf(one).find(
          ({ chunk }) =>
            Array.isArray(chunk['choices']) &&
            chunk['choices'].length === 0 &&
            !isObject(chunk['usage']) &&
            !('moderation' in chunk),
        )
        return (
          bare && missing(one, `events[${bare.at}].choices[0]`, 'a chunk has neither choice nor usage', 'a choice', [])
        )
      }),
      violating: [
        {
          streamed: streamWith({ content: '1, 2, 3' }, ([first = {}, ...rest]) => [
            first,
            { ...first, choices: [] },
            ...rest,
          ]),
        },
      ],
      conforming: [
        {},
        { streamed: stream({}, { usage: true }) },
        {
          streamed: sse([
            { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] },
            ...[1, 2].map((n): Json => ({
              id: 'chatcmpl-1',
              object: 'chat.completion.chunk',
              created: 1,
              model: 'm',
              choices: [{ index: 0, delta: { content: String(n) }, finish_reason: null }],
            })),
          ]),
        },
      ],
    },
    increments: {
      level: 'should',
      sentence: 'A content delta is only the text that is new.',
      source: SOURCE,
      breaks: 'every client appends deltas: the reader sees the beginning again with each word',
      traffic: eachStream([isChatStream, (one) => textDeltas(one).length >= CERTAIN], (one) => {
        const deltas = textDeltas(one)
        const grows = deltas.slice(1).every(({ text }, i) => text.startsWith(deltas[i]?.text ?? ''))
        return grows && deltas.at(-1)?.text !== deltas[0]?.text
          ? wrong(
              one,
              deltas[1]?.path ?? '',
              'each delta repeats all the text before it',
              'the new text',
              deltas[1]?.text,
            )
          : undefined
      }),
      violating: [changed((choice, text) => ({ ...choice, delta: { content: text } }))],
      inconclusive: [{ streamed: stream({ content: 'Hello there.' }) }],
    },
    once: {
      level: 'should',
      sentence: 'The text of a chat stream comes once: neither each delta twice, nor all of it again at the end.',
      source: SOURCE,
      breaks: 'every client shows the text twice, or each word of it',
      traffic: comesOnce(isChatStream),
      violating: [
        { streamed: streamWith({ content: COUNTED }, (all) => all.flatMap((chunk) => [chunk, chunk])) },
        changed((choice, text) => (choice['finish_reason'] ? { ...choice, delta: { content: text } } : choice)),
      ],
      conforming: [{}, { streamed: stream({ content: 'ha ha ha ha ha ha ha ha ha ha' }) }],
      inconclusive: [{ streamed: stream({ content: '' }) }],
    },
  },
})
