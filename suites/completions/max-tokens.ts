import { textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { CAP, holdsCap, longerThanCap } from '../../src/checks/cap.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { isPlain } from '../../src/checks/pool.ts'
import { finishReason, FINISH, text, textPath } from '../../src/checks/reply.ts'
import { completionTokens, COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import {
  complete,
  inconclusive,
  refusable,
  suite,
  eachAnswer,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-max_tokens'
const LONG = ' 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32'

/** What OpenAI takes where nothing is asked for. */
const DEFAULT = 16
/** As many words or numbers have more tokens than that, whatever the tokenizer. */
const FAR_MORE = 24
/** Far enough above the default that the stream is not cut off before it shows. */
const ROOM = 40

/** A prompt with a text, alone, answered by one choice that no others were left out for. */
const single = ({ request: { prompt, max_tokens: cap, best_of: candidates }, reply }: Observation): boolean =>
  typeof prompt === 'string' &&
  prompt !== '' &&
  Number(cap) > 0 &&
  candidates === undefined &&
  reply?.choices.length === 1

export default suite({
  id: 'completions/max-tokens',
  about: `a text that goes on for long, with \`max_tokens: ${CAP}\` and without`,
  model: 'chat',
  answered: 'should',
  steps: {
    capped: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP })),
    uncapped: {
      ...refusable(complete({ prompt: COUNT_ON, stream: true, stream_options: { include_usage: true } })),
      cap: ROOM,
    },
  },
  conforming: {
    capped: textAnswer({ text: ' 7, 8', tokens: CAP }),
    uncapped: textStream({ text: ' 7, 8, 9, 10, 11, 12', tokens: DEFAULT }, { usage: true }),
  },
  rules: {
    'caps-the-answer': {
      level: 'should',
      sentence: 'No plain text completion has more than `max_tokens` tokens.',
      source: SOURCE,
      breaks: 'one call runs on for thousands of tokens: cost, time and a blocked queue',
      parameter: 'completions.max_tokens',
      traffic: holdsCap('max_tokens', [isTextReply, isPlain]),
      violating: [
        { capped: textAnswer({ text: LONG, tokens: 78 }) },
        { capped: textAnswer({ text: ' 7, 8, 9', tokens: CAP + 3 }) },
      ],
      inconclusive: [{ capped: textAnswer({ text: ' 7.', finish: 'stop', tokens: 2 }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'A text cut by `max_tokens` ends with finish_reason `length`.',
      source: `${SOURCE}; observed in 184 choices`,
      breaks: 'clients that take a truncated text for a whole one',
      parameter: 'completions.max_tokens',
      reads: ['capped'],
      *check({ capped }) {
        const [finish, count] = [finishReason(capped), completionTokens(capped)]
        if (finish === 'length') return
        if (capped.reply?.choices.length !== 1) return inconclusive('the answer has no choice')
        if (longerThanCap(text(capped))) return inconclusive('the text was not cut')
        if (count === undefined || count < CAP) return inconclusive('the model ended before the cap')
        yield wrong(capped, FINISH, 'the cut is not reported', 'length', finish ?? null)
      },
      violating: [
        { capped: textAnswer({ text: ' 7, 8', finish: 'stop', tokens: CAP }) },
        { capped: textAnswer({ text: ' 7, 8', finish: null, tokens: CAP }) },
      ],
      inconclusive: [{ capped: textAnswer({ text: ' 7.', finish: 'stop', tokens: 2 }) }],
    },
    'counted-to-the-cap': {
      level: 'should',
      sentence: 'A text that ends with `length` is counted as `max_tokens` tokens.',
      source: `${SOURCE}; observed in all plain answers that ended so`,
      breaks: 'budgets that are planned by caps and checked by counts',
      traffic: eachAnswer(
        'no text was cut at its cap and counted',
        [isTextReply, single, (one) => finishReason(one) === 'length' && completionTokens(one) !== undefined],
        (one) => {
          const [cap, used] = [one.request['max_tokens'], completionTokens(one)]
          return used === cap ? undefined : wrong(one, COMPLETION_TOKENS, 'not the cap it was cut at', cap, used)
        },
      ),
      violating: [
        { capped: textAnswer({ text: ' 7, 8', tokens: 1 }) },
        { capped: textAnswer({ text: ' 7, 8', tokens: CAP + 1 }) },
      ],
      inconclusive: [{ capped: textAnswer({ text: ' 7.', finish: 'stop', tokens: 2 }) }],
    },
    'sixteen-by-default': {
      level: 'should',
      sentence: `Without \`max_tokens\` the text has at most ${DEFAULT} tokens.`,
      source: `${SOURCE}; observed: every text without a cap that went on was cut at ${DEFAULT}`,
      breaks: 'calls that set no cap get a word here and run until the context is full there',
      reads: ['uncapped'],
      *check({ uncapped }) {
        const [said, count] = [text(uncapped), completionTokens(uncapped)]
        const words = said.match(/\p{L}+|\d+/gu)?.length ?? 0
        if ((count ?? 0) > DEFAULT || words > FAR_MORE)
          return yield wrong(
            uncapped,
            textPath(uncapped),
            'the text goes on',
            `at most ${DEFAULT} tokens`,
            said.slice(0, 200),
          )
        if (count === undefined || finishReason(uncapped) !== 'length')
          return inconclusive('the model ended before any cap')
      },
      violating: [
        { uncapped: textStream({ text: LONG, tokens: 78 }, { usage: true }) },
        { uncapped: textStream({ text: LONG, tokens: 78 }) },
      ],
      inconclusive: [{ uncapped: textStream({ text: ' 7.', finish: 'stop', tokens: 2 }, { usage: true }) }],
    },
  },
})
