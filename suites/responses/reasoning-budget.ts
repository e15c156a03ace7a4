import {
  messageItem,
  reasoningItem,
  responseOf,
  saidResponse,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import { itemsOf, outputText, outputTokens, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import {
  extra,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/guides/reasoning?api-mode=responses#allocating-space-for-reasoning; observed in 6 of 6 responses that were cut'
/** Too few for thoughts and an answer, and the least that OpenAI takes here. */
const BUDGET = 16
const ASKED = {
  input: GREETING,
  max_output_tokens: BUDGET,
  reasoning: { effort: 'high', summary: 'auto' },
}
const REASON = 'max_output_tokens'

const usage = (output: number): Json => ({ input_tokens: 11, output_tokens: output, total_tokens: 11 + output })
const THOUGHT = reasoningItem('They greet me, and I wonder what to')
const starved = (status: string, reason: string | null, output = BUDGET, items = [THOUGHT]) =>
  responseOf(items, { status, incomplete_details: reason === null ? null : { reason }, usage: usage(output) })
const right = starved('incomplete', REASON)

const reasonOf = (one: Observation): unknown => {
  const details = responseFrom(one)?.['incomplete_details']
  return isObject(details) ? details['reason'] : undefined
}

/** Why the answer does not show what happens to a limit that thoughts took; undefined where it does. */
function unspent(one: Observation): string | undefined {
  const response = responseFrom(one)
  if (outputText(response) !== '') return 'the model answered within the limit'
  return (outputTokens(response) ?? 0) < BUDGET ? 'the model ended before the limit, or nothing is counted' : undefined
}

/** A response whose limit went into thoughts says that it was cut. */
function* starvedIsIncomplete(one: Observation): Generator<Finding, Inconclusive | void> {
  const open = unspent(one)
  if (open !== undefined) return inconclusive(open)
  const [status, reason] = [responseFrom(one)?.['status'], reasonOf(one)]
  if (status !== 'incomplete')
    yield wrong(one, '$.status', 'the limit was spent on thoughts, and nothing says so', 'incomplete', status)
  else if (reason !== REASON)
    yield wrong(one, '$.incomplete_details.reason', 'the limit cut the response', REASON, reason ?? 'absent')
}

export default suite({
  id: 'responses/reasoning-budget',
  about: `${BUDGET} tokens for a response of a model that thinks first, plain and streamed`,
  model: 'thinking',
  answered: 'should',
  steps: { cut: refusable(respond(ASKED)), streamed: refusable(respond({ ...ASKED, stream: true })) },
  conforming: { cut: json(right), streamed: streamedResponse(right) },
  rules: {
    'starved-is-incomplete': {
      level: 'should',
      sentence: 'A response whose `max_output_tokens` was spent on thoughts is `incomplete`, for that reason.',
      source: SOURCE,
      breaks: 'agents take the empty response for the end of the task, and none knows to raise the limit',
      parameter: 'responses.max_output_tokens',
      reads: ['cut'],
      *check({ cut }) {
        return yield* starvedIsIncomplete(cut)
      },
      violating: [
        { cut: json(starved('completed', null)) },
        { cut: json(starved('incomplete', null)) },
        { cut: json(starved('incomplete', 'content_filter')) },
      ],
      inconclusive: [{ cut: saidResponse('Hello.') }, { cut: json(starved('completed', null, 9)) }],
    },
    'streamed-starved-is-incomplete': {
      level: 'should',
      sentence: 'A streamed response whose `max_output_tokens` was spent on thoughts ends as `incomplete`.',
      source: SOURCE,
      breaks: 'agents that stream take the empty turn for the end of the task',
      parameter: 'responses.max_output_tokens',
      reads: ['streamed'],
      *check({ streamed }) {
        return yield* starvedIsIncomplete(streamed)
      },
      violating: [{ streamed: streamedResponse(starved('completed', null)) }],
      inconclusive: [{ streamed: streamedResponse(responseOf([messageItem('Hello.')])) }],
    },
    'no-empty-message': {
      level: 'may',
      sentence: 'A response that ended inside its thoughts has no message item.',
      source: SOURCE,
      breaks: 'chat windows show an empty answer, and histories keep it',
      parameter: 'responses.max_output_tokens',
      *check(observed) {
        const cut = Object.values(observed).filter((one) => unspent(one) === undefined)
        const empty = cut.find((one) => itemsOf(responseFrom(one)).some(({ type }) => type === 'message'))
        if (empty)
          yield extra(empty, '$.output', 'a message without a text', 'reasoning alone', itemsOf(responseFrom(empty)))
        else if (cut.length === 0) return inconclusive('no response was cut inside its thoughts')
      },
      violating: [
        { cut: json(starved('incomplete', REASON, BUDGET, [THOUGHT, messageItem('')])) },
        { streamed: streamedResponse(starved('incomplete', REASON, BUDGET, [THOUGHT, messageItem('')])) },
      ],
      inconclusive: [{ cut: saidResponse('Hello.'), streamed: streamedResponse(responseOf([messageItem('Hello.')])) }],
    },
  },
})
