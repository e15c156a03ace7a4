import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asksForOne, otherCount, otherIndexes, streamsOne } from '../../src/checks/choice-count.ts'
import { isChatReply, hasChoices, isPlain, misplacedChoice } from '../../src/checks/pool.ts'
import { answer, answerWith, chat, chunks, suite, eachAnswer, sse, stream, streamed } from '../../src/define/index.ts'

/** A stream that says everything once for each of these indexes. */
const under = (...indexes: number[]) =>
  sse(
    chunks({}).map((chunk) => ({
      ...chunk,
      choices: indexes.flatMap((index) => (chunk['choices'] as object[]).map((choice) => ({ ...choice, index }))),
    })),
  )

export default suite({
  id: 'chat/choices',
  about: 'a plain and a streamed chat answer',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    streamed: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer(), streamed: stream() },
  rules: {
    'index-counts-up': {
      level: 'should',
      sentence: 'The choices of a plain answer carry the indexes 0, 1, 2 … in order.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed in all 2087 choices',
      breaks: 'the OpenAI Agents SDK takes only the choice with index 0',
      traffic: eachAnswer('no plain answer had a choice', [isChatReply, isPlain, hasChoices], misplacedChoice),
      violating: [
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
          })),
        },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [{ index: 1, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
          })),
        },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [0, 0].map((index) => ({
              index,
              message: { role: 'assistant', content: 'Hello' },
              finish_reason: 'stop',
            })),
          })),
        },
      ],
      conforming: [{}, { plain: answer({}, {}) }],
    },
    'one-unless-asked': {
      level: 'should',
      sentence: 'A chat request without `n` brings one choice, plain or streamed.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-n; observed in all answers',
      breaks: 'clients that join what a stream brings show two texts mixed into one; the second is paid for and lost',
      traffic: eachAnswer('no chat answer was asked for with one choice', [isChatReply, asksForOne], otherCount),
      violating: [{ plain: answer({}, {}) }, { streamed: under(0, 1) }],
      inconclusive: [{ plain: answerWith({}, (body) => ({ ...body, choices: [] })), streamed: sse([]) }],
    },
    'streamed-from-zero': {
      level: 'should',
      sentence: 'The only choice of a chat stream has the index 0.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in all streams',
      breaks: 'clients that take `choices[].index` for a place in a list show nothing, or fail',
      traffic: eachAnswer('no chat stream had one choice', [isChatReply, streamsOne], otherIndexes),
      violating: [{ streamed: under(1) }],
      inconclusive: [{ streamed: under(0, 1) }],
    },
  },
})
