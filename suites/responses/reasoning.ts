import {
  messageItem,
  reasoningItem,
  responseOf,
  saidResponse as said,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { GREETING, user, type Message } from '../../fixtures/sent/prompts.ts'
import { WITHOUT_EFFORT } from '../../fixtures/sent/response-input.ts'
import { errorMessage } from '../../src/checks/errors.ts'
import { asks } from '../../src/checks/pool.ts'
import { itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import {
  givesResponse,
  inputTokens,
  INPUT_TOKENS,
  NO_INPUT_COUNT,
  reasoningTokensOf,
  thoughtsOf,
} from '../../src/checks/responses.ts'
import {
  after,
  anyAnswer,
  inconclusive,
  json,
  refusable,
  refusal,
  respond,
  suite,
  eachAnswer,
  unlessAccident,
  ignored,
  wrong,
  type Inconclusive,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/reasoning?api-mode=responses'
const CAP = 16
const AGAIN = 'Say it again.'
/** Tokens around a message, at the least. */
const FRAME = 2
const NO_THOUGHT = 'the model did not think, or the server does not show it'
const SAID = 'Hello there, and welcome to this conversation of ours.'

const tried = (effort: string) => anyAnswer(respond({ input: GREETING, reasoning: { effort }, max_output_tokens: CAP }))

/** The next turn as clients without stored state send it: what came out goes in again. */
function replaying(earlier: Record<string, Observation>): Step | Inconclusive {
  const output = itemsOf(responseFrom(earlier['thought'] as Observation)) as Message[]
  if (!output.some(({ type }) => type === 'reasoning')) return inconclusive(NO_THOUGHT)
  if (outputText(responseFrom(earlier['thought'] as Observation)) === '')
    return inconclusive('the limit was spent on thoughts: there is no answer to send back')
  return anyAnswer(respond({ input: [...GREETING, ...output, user(AGAIN)], max_output_tokens: CAP }))
}

const usage = (input: number, thoughts: number): Json => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: thoughts },
  total_tokens: input + 20,
})
const thinking = (thoughts = 9) =>
  responseOf([reasoningItem('They greet me.'), messageItem(SAID)], { usage: usage(11, thoughts) })
const thoughtful = json(thinking())
const silent = streamedResponse(responseOf([messageItem(SAID)]))

const uncounted = json(thinking(0))
const ALL_UNCOUNTED = {
  thought: streamedResponse(thinking(0)),
  plain: uncounted,
  minimal: uncounted,
  xhigh: uncounted,
}
const UNTHINKING = { plain: said('Hello.'), minimal: said('Hello.'), xhigh: said('Hello.') }

const steps = {
  // Other suites send this one as well.
  thought: respond({ input: GREETING, max_output_tokens: 32, reasoning: { summary: 'auto' }, stream: true }),
  off: refusable(respond(WITHOUT_EFFORT)),
  minimal: tried('minimal'),
  xhigh: tried('xhigh'),
  replayed: after(CAP, replaying),
  // One answer of its kind proves nothing.
  plain: anyAnswer(respond({ input: GREETING, max_output_tokens: 32, reasoning: { summary: 'auto' } })),
}

/** Answered, or refused so that the client can tell: agents send one value to every model. */
const takes = (effort: 'minimal' | 'xhigh', breaks: string): Rule<typeof steps> => ({
  level: 'should',
  source: `${SOURCE}; observed: 400 unsupported_value where a model has it not`,
  breaks,
  reads: ['thought', effort],
  judgesBroken: true,
  parameter: 'responses.reasoning',
  sentence: `\`reasoning.effort: "${effort}"\` is answered, or refused with a proper 4xx.`,
  *check({ thought, [effort]: one }) {
    if (!givesResponse(thought)) return inconclusive('nothing is answered without it either')
    const honest = one.status !== null && one.status >= 400 && one.status < 500 && errorMessage(one) !== undefined
    if (!givesResponse(one) && !honest)
      yield wrong(
        one,
        'status',
        `HTTP ${one.status}: ${one.text.slice(0, 160)}`,
        'a response, or a 4xx with {"error": {"message"}}',
        one.status,
      )
  },
  conforming: [{}, { [effort]: refusal(400, { param: 'reasoning.effort', code: 'unsupported_value' }) }],
  violating: [{ [effort]: refusal(500) }, { [effort]: json({ error: 'invalid think value' }, { status: 400 }) }],
  inconclusive: [{ thought: refusal(404) }],
})

export default suite({
  id: 'responses/reasoning',
  about: 'a model that thinks: its effort, what its thoughts are counted as, and its thoughts sent back',
  model: 'thinking',
  answered: 'should',
  steps,
  conforming: {
    thought: streamedResponse(thinking()),
    plain: thoughtful,
    off: said('Hello.'),
    minimal: thoughtful,
    xhigh: thoughtful,
    replayed: said('Hello.', 40),
  },
  rules: {
    'none-turns-off': {
      level: 'should',
      source: SOURCE,
      parameter: 'responses.reasoning',
      reads: ['thought', 'off'],
      sentence: '`reasoning.effort: "none"` makes the model answer without thinking, or is refused.',
      breaks: 'short answers stay empty because thoughts take the budget, and there is no other switch',
      *check({ thought, off }) {
        const thoughts = thoughtsOf(off)
        if (thoughts !== '' || (reasoningTokensOf(off) ?? 0) > 0)
          yield ignored(
            off,
            '$.output',
            `"none" was accepted, and the model thought all the same: ${thoughts.slice(0, 80)}`,
            'no thoughts',
            reasoningTokensOf(off) ?? thoughts.length,
          )
        else if (thoughtsOf(thought) === '' && (reasoningTokensOf(thought) ?? 0) === 0) return inconclusive(NO_THOUGHT)
      },
      violating: [{ off: thoughtful }, { off: json(responseOf([messageItem(SAID)], { usage: usage(11, 9) })) }],
      inconclusive: [{ thought: silent }],
    },
    'takes-minimal': takes('minimal', 'agents written for one model send it to all'),
    'takes-xhigh': takes('xhigh', 'Codex offers it for every model (Ollama up to 0.24 answered 400)'),
    'thoughts-are-counted': {
      level: 'should',
      source: `${SOURCE}#controlling-costs`,
      sentence: 'Where a response shows thoughts, `output_tokens_details.reasoning_tokens` counts them.',
      breaks: 'meters and budgets that watch the cost of thinking show none',
      traffic: unlessAccident(
        'OpenAI has also counted shown thoughts as 0 tokens, so one answer proves nothing',
        eachAnswer(
          NO_THOUGHT,
          (one) =>
            asks(one, 'POST', /\/responses$/) &&
            givesResponse(one) &&
            thoughtsOf(one).trim() !== '' &&
            reasoningTokensOf(one) !== undefined,
          (one) =>
            reasoningTokensOf(one) !== 0
              ? undefined
              : wrong(
                  one,
                  '$.usage.output_tokens_details.reasoning_tokens',
                  `thoughts were shown, and not counted: ${thoughtsOf(one).slice(0, 80)}`,
                  'more than 0',
                  0,
                ),
        ),
      ),
      violating: [ALL_UNCOUNTED, { ...ALL_UNCOUNTED, thought: silent }],
      conforming: [{}, { thought: streamedResponse(thinking(0)) }],
      inconclusive: [
        { ...UNTHINKING, thought: silent },
        { ...UNTHINKING, thought: streamedResponse(thinking(0)) },
      ],
    },
    'thoughts-go-back': {
      level: 'should',
      source: `${SOURCE}#keeping-reasoning-items-in-context; observed in 28 requests`,
      reads: ['thought', 'replayed'],
      sentence:
        'The output of a model that thinks goes in again, reasoning items and all, and what it said still counts.',
      breaks: 'the second turn of Codex and of the Agents SDK, which send every item back',
      *check({ thought, replayed }) {
        if (!givesResponse(replayed))
          return yield wrong(
            replayed,
            'status',
            `its own reasoning item was refused: HTTP ${replayed.status} ${errorMessage(replayed) ?? replayed.text.slice(0, 160)}`,
            'a response (200)',
            replayed.status,
          )
        const [before, then] = [inputTokens(thought), inputTokens(replayed)]
        if (before === undefined || then === undefined) return inconclusive(NO_INPUT_COUNT)
        // No tokenizer joins words, and every message has a frame of its own.
        const least = before + `${outputText(responseFrom(thought))} ${AGAIN}`.split(/\s+/).length + 2 * FRAME
        if (then < least)
          yield wrong(
            replayed,
            INPUT_TOKENS,
            'with its thoughts, the message lost what it said',
            `at least ${least}`,
            then,
          )
      },
      violating: [
        { replayed: refusal(400, { message: 'unknown input item type: "reasoning"' }) },
        { replayed: refusal(500) },
        { replayed: said('Hello.', 20) },
      ],
      inconclusive: [
        { thought: silent },
        { replayed: said('Hello.', 0) },
        { thought: streamedResponse(responseOf([reasoningItem('They greet')])) },
      ],
    },
  },
})
