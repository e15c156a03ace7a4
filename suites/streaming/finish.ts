import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { adds, isChatStream, eachChoice, finishes, isWholeStream } from '../../src/checks/stream.ts'
import {
  brokenOff,
  chunks,
  sse,
  stream,
  streamed,
  streamWith,
  suite,
  extra,
  misplaced,
  missing,
  wrongOrMissing,
  type Json,
} from '../../src/define/index.ts'

const STREAMING = 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming'
const SOURCE = `${STREAMING}; observed in 465 of 465 choices`

type Piece = { [key: string]: Json }

/** A stream whose choices were changed, with their place and the place of the last. */
const changed = (change: (choice: Piece, place: number, last: number) => Json) => ({
  streamed: streamWith({ content: '1, 2, 3', finish: 'length' }, (all) =>
    all.map((chunk, place) => ({
      ...chunk,
      choices: [change((chunk['choices'] as Piece[])[0] ?? {}, place, all.length - 1)],
    })),
  ),
})

const ended = (delta: Json) => changed((choice, place, last) => (place === last ? { ...choice, delta } : choice))

const withoutFinish = chunks({ content: '1, 2, 3' }).slice(0, -1)

export default suite({
  id: 'streaming/finish',
  about: 'a streamed chat answer and how its choices end',
  model: 'chat',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    one: {
      level: 'should',
      sentence: 'Each choice of a stream has exactly one finish_reason that is not null.',
      source: SOURCE,
      breaks: 'none: the AI SDK and openai-node end in an error; two: Home Assistant runs the tools twice',
      traffic: eachChoice(isWholeStream, (pieces, stream) => {
        const ends = pieces.filter(finishes)
        if (ends.length === 1) return undefined
        const path = `${(ends.at(-1) ?? pieces.at(-1))?.path}.finish_reason`
        return (ends.length === 0 ? missing : extra)(
          stream,
          path,
          `the choice ends ${ends.length} times`,
          1,
          ends.length,
        )
      }),
      violating: [
        { streamed: sse(withoutFinish) },
        { streamed: sse(withoutFinish, { done: false }) },
        changed((choice, place, last) => (place >= last - 1 ? { ...choice, finish_reason: 'tool_calls' } : choice)),
      ],
      inconclusive: [
        { streamed: brokenOff(['data: {"choices":[{"index":0,"delta":{"content":"1"}}]}\n\n'], 'client-abort') },
      ],
    },
    'null-until-then': {
      level: 'should',
      sentence: 'finish_reason is present and null in every chunk of a choice before the one that ends it.',
      source: SOURCE,
      breaks: 'clients that compare with null take an absent key or `""` for the end and stop after the first word',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const end = pieces.findIndex(finishes)
        const early = (end < 0 ? pieces : pieces.slice(0, end)).find(({ choice }) => choice['finish_reason'] !== null)
        if (!early) return undefined
        const value = early.choice['finish_reason']
        return wrongOrMissing(stream, `${early.path}.finish_reason`, 'not null before the end', null, value)
      }),
      violating: [
        // Ollama 0.1.35 to 0.1.36.
        changed((choice, place, last) => (place < last ? { ...choice, finish_reason: '' } : choice)),
        // LiteLLM and xAI leave the key out.
        changed(({ finish_reason: finish, ...choice }, place, last) =>
          place < last ? choice : { ...choice, finish_reason: finish ?? null },
        ),
      ],
    },
    alone: {
      level: 'should',
      sentence: 'The chunk that ends a choice adds nothing to it.',
      source: SOURCE,
      breaks: 'interfaces that stop at finish_reason lose the last word or call',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const end = pieces.find((piece) => finishes(piece) && adds(piece.delta))
        return end && extra(stream, `${end.path}.delta`, 'the last chunk still adds to the answer', {}, end.delta)
      }),
      // Ollama up to 0.24 and vLLM's Ascend port put the last word here.
      violating: [
        ended({ content: ' 4' }),
        ended({ role: 'assistant', content: ' 4' }),
        ended({ reasoning: 'so.' }),
        ended({ tool_calls: [{ index: 0, function: { arguments: '}' } }] }),
      ],
      conforming: [{}, ended({ content: '' }), ended({ role: 'assistant', content: '' }), ended({ content: null })],
    },
    'empty-delta': {
      level: 'may',
      sentence: 'The delta of the chunk that ends a choice is `{}`.',
      source: SOURCE,
      breaks: 'renderers that take a content key, even an empty one, for another piece of text',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const end = pieces.find((piece) => finishes(piece) && Object.keys(piece.delta).length > 0)
        return end && extra(stream, `${end.path}.delta`, 'the delta has keys', {}, end.delta)
      }),
      violating: [ended({ role: 'assistant', content: '' }), ended({ content: '' })],
    },
    last: {
      level: 'should',
      sentence: 'Nothing is added to a choice after its finish_reason.',
      source: STREAMING,
      breaks: 'clients close the message at finish_reason: what comes later is lost',
      traffic: eachChoice(isChatStream, (pieces, stream) => {
        const end = pieces.findIndex(finishes)
        const late = end < 0 ? undefined : pieces.slice(end + 1).find(({ delta }) => adds(delta))
        return (
          late && misplaced(stream, `${late.path}.delta`, 'text or a call comes after the end', 'nothing', late.delta)
        )
      }),
      violating: [
        {
          streamed: streamWith({ content: '1, 2, 3' }, (all) => [
            ...all.slice(0, -2),
            ...all.slice(-1),
            ...all.slice(-2, -1),
          ]),
        },
      ],
      conforming: [{}, { streamed: stream({ content: '1, 2, 3' }, { usage: true }) }],
    },
  },
})
