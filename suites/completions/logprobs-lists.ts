import { listsOf, textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import {
  alternatives,
  isAscii,
  isTextReply,
  joinedTokens,
  tokenLists,
  type TokenLists,
} from '../../src/checks/completions.ts'
import { isMasked } from '../../src/checks/masked.ts'
import { finishReason, text } from '../../src/checks/reply.ts'
import {
  complete,
  each,
  inconclusive,
  refusable,
  suite,
  wrong,
  type Finding,
  type Json,
  type Observation,
  type TrafficRule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-choices'
const PATH = '$.choices[0].logprobs'
const CAP = 4
/** So many tokens do not all come with fewer alternatives by chance. */
const SEVERAL = 4
/** Rounding apart, the two are one number. */
const CLOSE = 0.01

const body = (logprobs: number, more: { [key: string]: Json } = {}) =>
  refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, logprobs, ...more }))
const steps = { two: body(2), five: body(5), streamed: body(2, { stream: true }) }
type ListsRule = TrafficRule<typeof steps>

const TOKENS = [' 7', ',', ' 8', ',']
const said = (logprobs: Json, change: { text?: string; finish?: string } = {}) =>
  textAnswer({ text: TOKENS.join(''), tokens: CAP, logprobs, ...change })
const changed = (change: object) => said({ ...listsOf(TOKENS, 1), ...change })
const piecewise = (more: number) =>
  textStream({ text: TOKENS.join('') }, { logprobs: (piece) => listsOf(piece.match(/ ?\w+|\W/g) ?? [], more) })

interface Given {
  answer: Observation
  lists: TokenLists
}
type Found = Finding | 'open' | undefined

/** The lists of an answer to a request for them. With `echo` those of the prompt come first, and the first token has none. */
function given(answer: Observation): Given | undefined {
  const { logprobs, echo } = answer.request
  const lists = isTextReply(answer) && typeof logprobs === 'number' && echo !== true ? tokenLists(answer) : null
  return lists ? { answer, lists } : undefined
}

/** A rule about the lists of each answer that has them; that they come at all is a rule of the suite on `logprobs`. */
const ofLists = (
  rule: Omit<ListsRule, 'traffic' | 'source' | 'parameter' | 'inconclusive'>,
  find: (one: Given) => Found,
): ListsRule => ({
  source: SOURCE,
  parameter: 'completions.logprobs',
  ...rule,
  traffic: each('no log probabilities came', given, (one) => {
    const found = find(one)
    return found === 'open' ? inconclusive('characters are split over tokens, or the text is masked') : found
  }),
  inconclusive: [{ two: said(null), five: said(null), streamed: textStream({ text: TOKENS.join('') }) }],
})

export default suite({
  id: 'completions/logprobs-lists',
  about: '`logprobs` of 2 and 5, plain, and of 2 streamed',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: { two: said(listsOf(TOKENS, 1)), five: said(listsOf(TOKENS, 4)), streamed: piecewise(1) },
  rules: {
    'lists-run-along': ofLists(
      {
        level: 'should',
        sentence: '`tokens`, `token_logprobs`, `top_logprobs` and `text_offset` have an entry for each token.',
        breaks: 'programs that walk the lists together run past the end of one',
        violating: [
          { two: changed({ token_logprobs: [-0.1] }) },
          { five: changed({ text_offset: [] }) },
          { two: changed({ top_logprobs: [{}] }) },
        ],
      },
      ({ answer, lists }) => {
        const lengths = [lists.tokens, lists.logprobs, ...(lists.top ? [lists.top] : []), lists.offsets].map(
          ({ length }) => length,
        )
        return new Set(lengths).size > 1
          ? wrong(answer, PATH, 'the lists are not of one length', lists.tokens.length, lengths)
          : undefined
      },
    ),
    'tokens-are-the-text': ofLists(
      {
        level: 'should',
        sentence: 'The tokens joined are the text; where it was stopped, what they say beyond it is free.',
        breaks: 'views that colour the text by probability',
        violating: [
          { two: said(listsOf([' 9', ',', ' 10'])) },
          { five: said(listsOf(TOKENS.slice(0, 2))) },
          { two: said(listsOf(TOKENS.map((token) => token.trim()))) },
        ],
        conforming: [{}, { two: said(listsOf([...TOKENS, '<|endoftext|>']), { finish: 'stop' }) }],
      },
      ({ answer, lists }) => {
        const [joined, whole] = [joinedTokens(lists), text(answer)]
        if (!isAscii(lists) || isMasked(whole)) return 'open'
        // The service has been seen to send the tokens of the stop sequence along: https://github.com/stanford-crfm/helm truncates them.
        const right = finishReason(answer) === 'stop' ? joined.startsWith(whole) : joined === whole
        return right ? undefined : wrong(answer, `${PATH}.tokens`, 'the tokens are not the text', whole, joined)
      },
    ),
    'offsets-follow-the-tokens': ofLists(
      {
        level: 'should',
        sentence: 'Each `text_offset` is the one before plus the length of the token before.',
        breaks: 'programs that part the answer from an echoed prompt by offsets, as lm-evaluation-harness once did',
        violating: [{ two: changed({ text_offset: [0, 0, 0, 0] }) }, { five: changed({ text_offset: [0, 1, 2, 3] }) }],
        conforming: [{}, { two: said(listsOf(TOKENS, 1, 0)) }],
      },
      ({ answer, lists }) => {
        const { tokens, offsets } = lists
        // How offsets count in a stream was not seen.
        if (!isAscii(lists) || answer.stream !== null) return 'open'
        const at = offsets.findIndex(
          (offset, place) => place > 0 && offset !== Number(offsets[place - 1]) + String(tokens[place - 1]).length,
        )
        return at < 0
          ? undefined
          : wrong(
              answer,
              `${PATH}.text_offset[${at}]`,
              'not where the token before ends',
              Number(offsets[at - 1]) + String(tokens[at - 1]).length,
              offsets[at],
            )
      },
    ),
    'never-above-0': ofLists(
      {
        level: 'should',
        sentence: 'Log probabilities are numbers of at most 0, and not all of them 0.',
        breaks: 'perplexities are senseless',
        violating: [
          { two: changed({ token_logprobs: TOKENS.map(() => 0.75) }) },
          { five: changed({ token_logprobs: TOKENS.map(() => 0) }) },
        ],
      },
      ({ answer, lists: { logprobs } }) => {
        const off = logprobs.find((value) => typeof value !== 'number' || value > 0)
        const senseless = logprobs.length > 1 && logprobs.every((value) => value === 0)
        return off !== undefined || senseless
          ? wrong(
              answer,
              `${PATH}.token_logprobs`,
              senseless ? 'all of them are 0' : 'not a logarithm of a probability',
              'numbers below 0',
              off ?? logprobs,
            )
          : undefined
      },
    ),
    'chosen-is-among-them': ofLists(
      {
        level: 'should',
        sentence: 'The alternatives of each token have the token itself, with its log probability.',
        breaks: 'lm-evaluation-harness asks whether the token was the most likely one by looking here',
        violating: [
          { two: changed({ top_logprobs: TOKENS.map(() => ({ '~0': -2, '~1': -3 })) }) },
          { five: changed({ token_logprobs: TOKENS.map(() => -1.5) }) },
        ],
      },
      ({ answer, lists: { tokens, logprobs, top } }) => {
        const at = (top ?? []).findIndex((entry, place) => {
          const own = alternatives(entry).find(([token]) => token === tokens[place])
          return (
            alternatives(entry).length > 0 && (own === undefined || Math.abs(own[1] - Number(logprobs[place])) > CLOSE)
          )
        })
        return at < 0
          ? undefined
          : wrong(
              answer,
              `${PATH}.top_logprobs[${at}]`,
              'not with the chosen token as the list has it',
              { [String(tokens[at])]: logprobs[at] },
              top?.[at],
            )
      },
    ),
    'as-many-alternatives': ofLists(
      {
        level: 'should',
        sentence:
          'Tokens come with as many alternatives as asked for, or one more for a chosen token that is not among them.',
        breaks: 'tables of alternatives; classifiers that look up a label which was cut off',
        violating: [
          { five: said(listsOf(TOKENS, 1)) },
          { two: said(listsOf(TOKENS, 6)) },
          { two: changed({ top_logprobs: null }) },
          { streamed: piecewise(0) },
        ],
      },
      ({ answer, lists: { tokens, top } }) => {
        const asked = Number(answer.request['logprobs'])
        const counts = (top ?? []).map((entry) => alternatives(entry).length)
        // Tokens that read the same have one entry, so a single one may have fewer.
        const off =
          counts.find((count) => count > asked + 1) ??
          (asked > 0 && tokens.length >= SEVERAL && counts.every((count) => count < asked)
            ? (counts[0] ?? 0)
            : undefined)
        return off === undefined
          ? undefined
          : wrong(
              answer,
              `${PATH}.top_logprobs`,
              `not what \`logprobs: ${asked}\` asks for`,
              `${asked} or ${asked + 1}`,
              off,
            )
      },
    ),
  },
})
