import { listsOf, textAnswer } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { joinedTokens, tokenLists, withoutLists } from '../../src/checks/completions.ts'
import { text, textPath } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import { complete, finding, inconclusive, refusable, suite, ignored, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-echo'
const EVALUATION = 'https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/models/openai_completions.py'
const PATH = '$.choices[0].logprobs'

const TOKENS = COUNT_ON.match(/\s?\w+|\s|[^\w\s]/g) ?? []
const lists = listsOf([...TOKENS, ' 7'], 1, 0)
/** Nothing comes before the first token, so it has no probability. */
const FIRST_UNKNOWN = {
  ...lists,
  token_logprobs: (lists['token_logprobs'] as number[]).map((value, at) => (at === 0 ? null : value)),
}
const ofTheAnswer = listsOf([' 7'])
const certain = (lists['token_logprobs'] as number[]).map(() => 0)

export default suite({
  id: 'completions/echo',
  about: 'a prompt to be given back in front of the text, plain and with log probabilities',
  model: 'chat',
  answered: 'should',
  steps: {
    echoed: refusable(complete({ prompt: COUNT_ON, max_tokens: 2, echo: true })),
    scored: refusable(complete({ prompt: COUNT_ON, max_tokens: 1, echo: true, logprobs: 1 })),
  },
  conforming: {
    echoed: textAnswer({ text: `${COUNT_ON} 7,`, tokens: 2 }),
    scored: textAnswer({ text: `${COUNT_ON} 7`, tokens: 1, logprobs: FIRST_UNKNOWN }),
  },
  rules: {
    'begins-with-the-prompt': {
      level: 'should',
      sentence: 'With `echo` the text begins with the prompt, to the letter, or the call is refused.',
      source: SOURCE,
      breaks: 'lm-evaluation-harness scores the prompt by it; without it every likelihood is that of other tokens',
      parameter: 'completions.echo',
      reads: ['echoed'],
      *check({ echoed }) {
        const said = text(echoed)
        if (said.startsWith(COUNT_ON)) return
        const changed = said.replace(/\s/g, '').startsWith(COUNT_ON.replace(/\s/g, ''))
        yield (changed ? wrong : ignored)(
          echoed,
          textPath(echoed),
          changed ? 'the prompt comes back with other white space' : '`echo` changed nothing',
          `${COUNT_ON}…`,
          said.slice(0, 200),
        )
      },
      violating: [
        { echoed: textAnswer({ text: ' 7,', tokens: 2 }) },
        { echoed: textAnswer({ text: `${COUNT_ON.trim().replaceAll('\n', ' ')} 7,` }) },
      ],
    },
    'text-follows': {
      level: 'should',
      sentence: 'After the echoed prompt comes what the model generated.',
      source: SOURCE,
      breaks: 'programs that cut the prompt off by its length are left with nothing',
      parameter: 'completions.echo',
      reads: ['echoed'],
      *check({ echoed }) {
        const said = text(echoed)
        if (!said.startsWith(COUNT_ON)) return inconclusive('the prompt was not given back')
        if (said.length > COUNT_ON.length) return
        if (!((completionTokens(echoed) ?? 0) > 1)) return inconclusive('the model wrote nothing')
        yield missing(
          echoed,
          textPath(echoed),
          'the prompt alone came back',
          `more than ${COUNT_ON.length} characters`,
          said.length,
        )
      },
      violating: [{ echoed: textAnswer({ text: COUNT_ON, tokens: 2 }) }],
      inconclusive: [{ echoed: textAnswer({ text: ' 7,' }) }, { echoed: textAnswer({ text: COUNT_ON, tokens: 0 }) }],
    },
    'scores-the-prompt': {
      level: 'should',
      sentence: 'With `echo` and `logprobs` the log probabilities cover the tokens of the prompt.',
      source: EVALUATION,
      breaks: 'lm-evaluation-harness: all tasks that are scored by likelihood',
      parameter: 'completions.echo',
      reads: ['scored'],
      *check({ scored }) {
        const given = tokenLists(scored)
        if (!given) return yield finding(scored, withoutLists(scored))
        const joined = joinedTokens(given)
        // Some tokenizers put a mark or a blank before the first token.
        if (!joined.includes(COUNT_ON))
          yield missing(
            scored,
            `${PATH}.tokens`,
            'the tokens of the prompt are not among them',
            `${COUNT_ON}…`,
            joined.slice(0, 200),
          )
        else if (given.logprobs.slice(1).every((value) => typeof value !== 'number' || value === 0))
          yield wrong(
            scored,
            `${PATH}.token_logprobs`,
            'the tokens of the prompt have no probabilities',
            'numbers below 0',
            given.logprobs.slice(0, 4),
          )
      },
      violating: [
        { scored: textAnswer({ text: `${COUNT_ON} 7`, tokens: 1 }) },
        { scored: textAnswer({ text: `${COUNT_ON} 7`, tokens: 1, logprobs: ofTheAnswer }) },
        {
          scored: textAnswer({
            text: `${COUNT_ON} 7`,
            tokens: 1,
            logprobs: { ...FIRST_UNKNOWN, token_logprobs: certain },
          }),
        },
      ],
    },
    'first-token-unknown': {
      level: 'may',
      sentence: 'The first token of an echoed prompt, which nothing comes before, has the log probability null.',
      source: EVALUATION,
      breaks: 'sums that skip the first entry lose a real one, or count one that means nothing',
      parameter: 'completions.echo',
      reads: ['scored'],
      *check({ scored }) {
        const given = tokenLists(scored)
        if (!given || !joinedTokens(given).includes(COUNT_ON))
          return inconclusive('the tokens of the prompt did not come')
        const [first] = given.logprobs
        if (first !== null)
          yield wrong(scored, `${PATH}.token_logprobs[0]`, 'the first token has a probability', null, first ?? 'absent')
      },
      violating: [{ scored: textAnswer({ text: `${COUNT_ON} 7`, tokens: 1, logprobs: lists }) }],
      inconclusive: [{ scored: textAnswer({ text: ' 7', tokens: 1, logprobs: ofTheAnswer }) }],
    },
  },
})
