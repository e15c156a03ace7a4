import { COUNTING, repeatAfterMe } from '../../fixtures/sent/prompts.ts'
import { finishReason, FINISH } from '../../src/checks/reply.ts'
import {
  abortAfter,
  answer,
  answerWith,
  brokenOff,
  chat,
  chunks,
  refusal,
  streamed,
  suite,
  missing,
  wrong,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat-streaming'

const frames = chunks({ content: '1, 2, 3' })
  .slice(0, 4)
  .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)

export default suite({
  id: 'streaming/abort',
  about: 'a long stream that the client hangs up on, then a short request',
  model: 'chat',
  steps: {
    hungUp: abortAfter(4, streamed({ messages: COUNTING, max_tokens: 64 })),
    // Asked nowhere else, so that it is really sent after the hang-up.
    next: chat({ messages: repeatAfterMe('up and away'), max_tokens: 8 }),
  },
  conforming: { hungUp: brokenOff(frames, 'client-abort'), next: answer({ content: 'up and away' }) },
  rules: {
    'next-is-answered': {
      level: 'should',
      sentence: 'After a client hung up on a stream, the next request is answered and finished.',
      source: SOURCE,
      breaks:
        'users who press "stop": the next question fails, or waits until the model has finished for nobody (LiteLLM and Portkey do not pass the hang-up on)',
      judgesBroken: true,
      *check({ next }) {
        if (next.status !== 200)
          yield wrong(next, 'status', `HTTP ${next.status}: ${next.text.slice(0, 160)}`, 200, next.status)
        else if (!next.reply?.choices.length)
          yield missing(next, '$.choices', 'the answer has no choice', 'one choice', next.text.slice(0, 160))
        else if (typeof finishReason(next) !== 'string' || finishReason(next) === '')
          yield missing(next, FINISH, 'the answer is not finished', 'stop or length', finishReason(next) ?? null)
      },
      violating: [
        { next: refusal(503, { message: 'server busy, please try again.  maximum pending requests exceeded' }) },
        { next: refusal(499, { message: 'client closed request' }) },
        // What Ollama answered to requests it had given up.
        { next: answer({ content: '', finish: null }) },
        { next: answerWith({}, (body) => ({ ...body, choices: null as Json })) },
      ],
      conforming: [{}, { next: answer({ content: 'up and away from', finish: 'length' }) }],
    },
  },
})
