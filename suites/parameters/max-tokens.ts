import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { CAP, capSent, holdsCap, longerThanCap } from '../../src/checks/cap.ts'
import { isChatReply, isPlain, isStreamed } from '../../src/checks/pool.ts'
import { finishReason, FINISH, text } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  brokenOff,
  chat,
  chunks,
  inconclusive,
  refusable,
  stream,
  suite,
  wrong,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_tokens; observed in 32 of 32 answers'
const LONG = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25'

const PROSE = 'The sea was calm that morning, and nobody had thought of rain.'
const cut = (completionTokens: number, content = '1, 2,', finish = 'length'): ReturnType<typeof stream> =>
  stream({ content, finish, completionTokens }, { usage: true })

export default suite({
  id: 'parameters/max-tokens',
  about: `a text that goes on for long, with \`max_tokens: ${CAP}\``,
  model: 'chat',
  steps: { capped: refusable(chat({ messages: COUNTING, max_tokens: CAP })) },
  conforming: { capped: answer({ content: '1, 2,', finish: 'length', completionTokens: CAP }) },
  rules: {
    'caps-the-answer': {
      level: 'should',
      sentence: 'No plain chat answer has more than `max_tokens` tokens.',
      source: SOURCE,
      breaks: 'one call runs on for thousands of tokens: cost, time and a blocked queue',
      parameter: 'chat.max_tokens',
      traffic: holdsCap('max_tokens', [isChatReply, isPlain]),
      violating: [
        { capped: answer({ content: LONG, completionTokens: 74 }) },
        { capped: answer({ content: LONG, finish: 'length', completionTokens: CAP }) },
        { capped: answer({ content: '1, 2, 3', finish: 'length', completionTokens: CAP + 3 }) },
      ],
      inconclusive: [{ capped: answer({ content: 'No.', completionTokens: 2 }) }],
    },
    'caps-streams': {
      level: 'should',
      sentence: 'No chat stream has more than `max_tokens` tokens.',
      source: SOURCE,
      breaks:
        'most clients stream: one call runs on for thousands of tokens, though the same call without `stream` is capped',
      parameter: 'chat.max_tokens',
      traffic: holdsCap('max_tokens', [isChatReply, isStreamed]),
      conforming: [{ capped: cut(CAP) }],
      violating: [
        { capped: cut(CAP + 1) },
        { capped: cut(74, LONG, 'stop') },
        {
          capped: brokenOff(
            chunks({ content: PROSE }).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
            'guard',
          ),
        },
      ],
      inconclusive: [
        { capped: cut(2, 'No.', 'stop') },
        { capped: answer({ content: '1, 2,', finish: 'length', completionTokens: CAP }) },
      ],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by `max_tokens` ends with finish_reason `length`.',
      source: SOURCE,
      breaks: 'clients that take a truncated answer for a whole one: cut JSON, half a file written',
      parameter: 'chat.max_tokens',
      *check({ capped }) {
        const [finish, count] = [finishReason(capped), completionTokens(capped)]
        if (finish === 'length') return
        if (capped.reply?.choices.length !== 1) return inconclusive('the answer has no choice')
        const cap = capSent(capped)
        if (longerThanCap(text(capped), cap)) return inconclusive('the answer was not cut')
        if (count !== undefined && count < cap) return inconclusive('the model ended before the cap')
        yield wrong(capped, FINISH, 'the cut is not reported', 'length', finish ?? null)
      },
      violating: [
        { capped: answer({ content: '1, 2,', finish: 'stop', completionTokens: CAP }) },
        { capped: answer({ content: '1, 2,', finish: null, completionTokens: CAP }) },
      ],
      inconclusive: [{ capped: answer({ content: 'No.', completionTokens: 2 }) }],
    },
  },
})
