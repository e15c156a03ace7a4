import { stream, streamed, streamWith, suite, type Json } from '../../src/define/index.ts'
import { chatStreams, eachChoice, eachStream, textDeltas } from '../../src/checks/stream.ts'
import { COUNTING } from '../../fixtures/prompts.ts'

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
      reads: [],
      check: (_observed, pool) => eachChoice(chatStreams(pool), (pieces) => {
        const found = pieces.find(({ choice }) => choice['message'] !== undefined && choice['message'] !== null)
        return found && { kind: 'extra', path: `${found.path}.message`, message: 'a chunk has a message', expected: 'absent', actual: found.choice['message'] }
      }),
      violating: [
        changed((choice, text) => ({ ...choice, message: { role: 'assistant', content: text } })),
        changed(({ delta, ...choice }) => ({ ...choice, message: delta ?? null })),
      ],
    },
    increments: {
      level: 'must',
      sentence: 'A content delta is only the text that is new.',
      source: SOURCE,
      breaks: 'every client appends deltas: the reader sees the beginning again with each word',
      reads: [],
      check: (_observed, pool) => eachStream(chatStreams(pool).filter((one) => textDeltas(one).length >= CERTAIN), (one) => {
        const deltas = textDeltas(one)
        const grows = deltas.slice(1).every(({ text }, i) => text.startsWith(deltas[i]?.text ?? ''))
        return grows && deltas.at(-1)?.text !== deltas[0]?.text
          ? { kind: 'wrong-value', path: deltas[1]?.path ?? '', message: 'each delta repeats all the text before it', expected: 'the new text', actual: deltas[1]?.text }
          : undefined
      }),
      violating: [changed((choice, text) => ({ ...choice, delta: { content: text } }))],
      inconclusive: [{ streamed: stream({ content: 'Hello there.' }) }],
    },
  },
})
