import { listsOf, textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { alternatives, isTextReply, tokenLists, withoutLists } from '../../src/checks/completions.ts'
import { cameWhole } from '../../src/checks/pool.ts'
import { text } from '../../src/checks/reply.ts'
import {
  complete,
  eachAnswer,
  finding,
  inconclusive,
  refusable,
  suite,
  extra,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-logprobs'
const PATH = '$.choices[0].logprobs'
const NONE_CAME = inconclusive('no log probabilities came')
const CAP = 4

const body = (logprobs: number, more: { [key: string]: Json } = {}) =>
  refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, logprobs, ...more }))

const TOKENS = [' 7', ',', ' 8', ',']
const said = (logprobs: Json) => textAnswer({ text: TOKENS.join(''), tokens: CAP, logprobs })
const NONE = { two: said(null), five: said(null), streamed: textStream({ text: TOKENS.join('') }) }

export default suite({
  id: 'completions/logprobs',
  about: '`logprobs` of 0, 2 and 5, streamed, and not asked for',
  model: 'chat',
  answered: 'should',
  steps: {
    without: refusable(complete({ prompt: COUNT_ON, max_tokens: 16 })),
    zero: body(0),
    two: body(2),
    five: body(5),
    streamed: body(2, { stream: true }),
  },
  conforming: {
    without: textAnswer(),
    zero: said({ ...listsOf(TOKENS, 0), top_logprobs: null }),
    two: said(listsOf(TOKENS, 1)),
    five: said(listsOf(TOKENS, 4)),
    streamed: textStream(
      { text: TOKENS.join('') },
      { logprobs: (piece) => listsOf(piece.match(/ ?\w+|\W/g) ?? [], 1) },
    ),
  },
  rules: {
    'they-come': {
      level: 'should',
      source: SOURCE,
      parameter: 'completions.logprobs',
      sentence: 'Log probabilities asked for are in the answer, plain and streamed, or the call is refused.',
      breaks: 'lm-evaluation-harness, LLMbench and classifiers that read the probability of a label',
      traffic: eachAnswer(
        'no text was asked for with log probabilities',
        [isTextReply, cameWhole, ({ request }) => Number(request['logprobs']) > 0, (one) => text(one) !== ''],
        (one) => ((tokenLists(one)?.tokens ?? []).length === 0 ? finding(one, withoutLists(one)) : undefined),
      ),
      // The form of the chat endpoint, which no client looks for here.
      violating: [
        NONE,
        { five: said(null) },
        { streamed: NONE.streamed },
        { two: said({ content: TOKENS.map((token) => ({ token, logprob: -0.25, top_logprobs: [] })) }) },
      ],
      inconclusive: [
        { two: textAnswer({ text: '' }), five: textAnswer({ text: '' }), streamed: textStream({ text: '' }) },
      ],
    },
    'zero-gives-the-chosen': {
      level: 'may',
      source: SOURCE,
      parameter: 'completions.logprobs',
      reads: ['zero', 'two'],
      sentence: 'With `logprobs: 0` the tokens come with their log probabilities, without alternatives.',
      breaks: 'programs that want the probability of the answer only, and no more bytes than that',
      *check({ zero, two }) {
        if (text(zero) === '' || !tokenLists(two)) return NONE_CAME
        const lists = tokenLists(zero)
        if (!lists || lists.tokens.length === 0) return yield finding(zero, withoutLists(zero))
        const most = Math.max(0, ...(lists.top ?? []).map((entry) => alternatives(entry).length))
        if (most > 1)
          yield extra(zero, `${PATH}.top_logprobs`, 'there are alternatives', 'the chosen token at most', most)
      },
      violating: [{ zero: said(null) }, { zero: said(listsOf(TOKENS, 2)) }],
      conforming: [{}, { zero: said(listsOf(TOKENS, 0)) }],
      inconclusive: [{ two: said(null) }],
    },
    'not-unless-asked': {
      level: 'should',
      source: `${SOURCE}; observed: null in 291 of 294 choices`,
      parameter: 'completions.logprobs',
      reads: ['without', 'two'],
      sentence: 'Log probabilities that were not asked for do not come.',
      breaks: 'answers several times as long, for every client',
      *check({ without, two }) {
        if (tokenLists(without)) yield extra(without, PATH, 'they come without `logprobs`', null, 'lists')
        // A server that never sends any has nothing to leave out.
        else if (!tokenLists(two)) return NONE_CAME
      },
      violating: [{ without: textAnswer({ text: ' 7,', logprobs: listsOf([' 7', ',']) }) }],
      inconclusive: [{ two: said(null) }],
    },
  },
})
