import { inPieces, textAnswer, textAnswerWith, textChunks, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { asksForSeveral, otherCount, otherIndexes } from '../../src/checks/choice-count.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { isPlain, isStreamed } from '../../src/checks/pool.ts'
import { completionTokens, COMPLETION_TOKENS } from '../../src/checks/tokens.ts'
import { complete, eachAnswer, inconclusive, refusable, sse, suite, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-n'
const NONE = 'no text was asked for with several choices'
const ASKED = 2
const CAP = 4

const ONE = { text: ' 7, 8', tokens: CAP }
/** Streams of several choices, told apart by their index. */
const streams = (...indexes: number[]) =>
  sse(indexes.flatMap((index) => inPieces((choice) => ({ ...choice, index }))(textChunks(ONE))))

export default suite({
  id: 'completions/n',
  about: `a text to be continued in ${ASKED} ways, plain and streamed`,
  model: 'chat',
  answered: 'should',
  steps: {
    two: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, n: ASKED })),
    streamed: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, n: ASKED, stream: true })),
  },
  conforming: { two: textAnswer(ONE, ONE), streamed: streams(0, 1) },
  rules: {
    'as-many-choices': {
      level: 'should',
      sentence: 'As many choices come as `n` asks for, each under its index, or the call is refused.',
      source: `${SOURCE}; observed in all answers`,
      breaks: 'evaluations that take several samples read `choices[1]` and fail, or vote over one',
      parameter: 'completions.n',
      traffic: eachAnswer(NONE, [isTextReply, isPlain, asksForSeveral], (one) => otherCount(one) ?? otherIndexes(one)),
      violating: [
        { two: textAnswer(ONE) },
        { two: textAnswer(ONE, ONE, ONE) },
        {
          two: textAnswerWith(
            (body) => ({
              ...body,
              choices: [body['choices'] ?? []].flat().map((choice) => ({ ...(choice as object), index: 0 })),
            }),
            ONE,
            ONE,
          ),
        },
      ],
    },
    'streamed-as-many': {
      level: 'should',
      sentence: 'Streamed, as many choices come as `n` asks for, each under its index, or the call is refused.',
      source: SOURCE,
      breaks: 'clients that part a stream by `choices[].index` get one text, or two mixed into one',
      parameter: 'completions.n',
      traffic: eachAnswer(
        NONE,
        [isTextReply, isStreamed, asksForSeveral],
        (one) => otherCount(one) ?? otherIndexes(one),
      ),
      violating: [{ streamed: textStream(ONE) }, { streamed: streams(0, 0) }, { streamed: streams(1, 2) }],
    },
    'counts-all': {
      level: 'should',
      sentence: '`completion_tokens` counts the tokens of all choices.',
      source: `${SOURCE}; observed: two choices of 10 tokens are counted as 20`,
      breaks: 'cost meters see a fraction of what was generated',
      parameter: 'completions.n',
      reads: ['two'],
      *check({ two }) {
        const [count, choices] = [completionTokens(two), two.reply?.choices ?? []]
        if (count === undefined) return inconclusive('the answer has no usage')
        if (choices.length !== ASKED) return inconclusive('there are not as many choices as were asked for')
        if (choices.some(({ finish }) => finish !== 'length'))
          return inconclusive('not all choices were cut at the cap')
        if (count < ASKED * CAP)
          yield wrong(two, COMPLETION_TOKENS, `${ASKED} choices were cut at ${CAP} tokens each`, ASKED * CAP, count)
      },
      violating: [{ two: textAnswer(ONE, { ...ONE, tokens: 0 }) }],
      inconclusive: [
        { two: textAnswer(ONE) },
        { two: textAnswer(ONE, { ...ONE, finish: 'stop' }) },
        { two: textAnswerWith(({ usage: _usage, ...body }) => body, ONE, ONE) },
      ],
    },
  },
})
