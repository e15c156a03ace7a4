import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { CAP, capSent, holdsCap, longerThanCap, SPARE_CHUNKS, textChunks } from '../../src/checks/cap.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { finishReason, FINISH, text } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import {
  brokenOff,
  chunks,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_completion_tokens'
/** Chunks that carry text or reasoning; with servers that send a chunk a token this counts tokens. */
const spokenChunks = (observation: Observation): number =>
  textChunks(observation, ['content', 'reasoning', 'reasoning_content'])

const numbers = (upTo: number): string => Array.from({ length: upTo }, (_, i) => `${i + 1},`).join(' ')
/** A server that ran on until the harness hung up. */
const runaway = brokenOff(
  chunks({ content: numbers(41) })
    .slice(0, 42)
    .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
  'guard',
)
const capped = (completionTokens: number, finish = 'length'): ReturnType<typeof stream> =>
  stream({ content: '1, 2,', finish, completionTokens }, { usage: true })

export default suite({
  id: 'parameters/max-completion-tokens',
  about: `a streamed text that goes on for long, with \`max_completion_tokens: ${CAP}\` and no \`max_tokens\``,
  model: 'chat',
  steps: {
    capped: refusable(
      streamed({ messages: COUNTING, max_completion_tokens: CAP, stream_options: { include_usage: true } }),
    ),
  },
  conforming: { capped: capped(CAP) },
  rules: {
    'caps-the-answer': {
      level: 'should',
      sentence:
        'No chat answer, plain or streamed, has more than `max_completion_tokens` tokens, or the call is refused.',
      source: SOURCE,
      breaks: 'pydantic-ai and Zed send no other cap: 422 tokens came for 10, one app burned 10,011',
      parameter: 'chat.max_completion_tokens',
      traffic: holdsCap('max_completion_tokens', [isChatReply]),
      violating: [
        { capped: runaway },
        { capped: stream({ content: numbers(20), completionTokens: 60 }, { usage: true }) },
        { capped: stream({ content: numbers(20).replaceAll(' ', ''), completionTokens: 60 }, { usage: true }) },
        { capped: capped(CAP + 4) },
      ],
      inconclusive: [{ capped: stream({ content: 'No.', completionTokens: 2 }, { usage: true }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by `max_completion_tokens` ends with finish_reason `length`.',
      source: SOURCE,
      breaks: 'clients that take a truncated answer for a whole one',
      parameter: 'chat.max_completion_tokens',
      *check({ capped: observation }) {
        const [finish, count, cap] = [finishReason(observation), completionTokens(observation), capSent(observation)]
        if (finish === 'length') return
        if (observation.reply?.choices.length !== 1) return inconclusive('the stream has no choice')
        if (
          observation.exchange.failure ||
          spokenChunks(observation) > cap + SPARE_CHUNKS ||
          longerThanCap(text(observation), cap)
        )
          return inconclusive('the answer was not cut')
        if ((count ?? spokenChunks(observation)) < cap) return inconclusive('the model ended before the cap')
        yield wrong(observation, FINISH, 'the cut is not reported', 'length', finish ?? null)
      },
      violating: [{ capped: capped(CAP, 'stop') }],
      inconclusive: [{ capped: runaway }, { capped: stream({ content: 'No.', completionTokens: 2 }, { usage: true }) }],
    },
  },
})
