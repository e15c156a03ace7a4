import {
  callItem,
  messageItem,
  reasoningItem,
  responseOf,
  saidResponse,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { type Message } from '../../fixtures/sent/prompts.ts'
import { RESPONSE_CALL, SKY } from '../../fixtures/sent/response-input.ts'
import { itemsOf, outputTokens, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { noResponse, notInInput, thoughtsOf } from '../../src/checks/responses.ts'
import { leastTokens } from '../../src/checks/tokens.ts'
import {
  after,
  anyAnswer,
  inconclusive,
  json,
  missing,
  refusal,
  refusable,
  respond,
  suite,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/reasoning?api-mode=responses#keeping-reasoning-items-in-context'
/** Room for thoughts, and for a call after them. */
const ASKED = { ...RESPONSE_CALL, max_output_tokens: 88, reasoning: { summary: 'auto' } }
const CAP = 16
const NO_THOUGHT_CALL = 'the model did not both think and call the function'

const typesOf = (one: Observation): unknown[] => itemsOf(responseFrom(one)).map(({ type }) => type)
const thoughtAndCalled = (one: Observation): boolean =>
  ['reasoning', 'function_call'].every((type) => typesOf(one).includes(type))

/** The stream thought as long as the plain response, as far as tokens tell. */
const thoughtAsLong = (plain: Observation, stream: Observation): boolean =>
  (outputTokens(responseFrom(stream)) ?? Infinity) >=
  (outputTokens(responseFrom(plain)) ?? 0) - leastTokens(thoughtsOf(plain))

/** The second turn of an agent: all that came out, and the result of each call. */
const answering =
  (output: string) =>
  ({ call }: Record<string, Observation>): Step | Inconclusive => {
    if (call === undefined || !thoughtAndCalled(call)) return inconclusive(NO_THOUGHT_CALL)
    const items = itemsOf(responseFrom(call)) as Message[]
    const results = items
      .filter(({ type }) => type === 'function_call')
      .map(({ call_id: id = '' }): Message => ({ type: 'function_call_output', call_id: id, output }))
    return anyAnswer(
      respond({ ...RESPONSE_CALL, input: [...RESPONSE_CALL.input, ...items, ...results], max_output_tokens: CAP }),
    )
  }

const reasoned = responseOf([reasoningItem('They ask for the weather.'), callItem('{"city":"Madrid"}')])
const unreasoned = responseOf([callItem('{"city":"Madrid"}')])
const uncalled = responseOf([reasoningItem('They ask for the weather.'), messageItem('It is clear.')])

export default suite({
  id: 'responses/reasoning-tools',
  about:
    'a function for a model that thinks first: its call, streamed as well, and all of it sent back with the result',
  model: 'thinking',
  answered: 'should',
  steps: {
    // Not every model that thinks takes tools.
    call: refusable(respond(ASKED)),
    streamed: refusable(respond({ ...ASKED, stream: true })),
    brief: after(CAP, answering('clear')),
    text: after(CAP, answering(SKY)),
  },
  conforming: {
    call: json(reasoned),
    streamed: streamedResponse(reasoned),
    brief: saidResponse('The sky is clear.', 90),
    text: saidResponse('The sky is clear.', 112),
  },
  rules: {
    'goes-back': {
      level: 'should',
      sentence: 'A reasoning item, the call it led to and the result of the call are taken as input.',
      source: `${SOURCE}; observed in 28 requests`,
      breaks: 'agent loops that send every item back stop at their second turn (Codex, the Agents SDK)',
      reads: ['call', 'brief'],
      *check({ brief }) {
        yield* noResponse(brief, 'a reasoning item before its call was refused')
      },
      violating: [
        { brief: refusal(400, { message: 'unknown input item type: "reasoning"' }) },
        { brief: refusal(500) },
      ],
      inconclusive: [{ call: json(unreasoned) }, { call: json(uncalled) }],
    },
    'result-reaches-model': {
      level: 'should',
      sentence: 'The result of a call becomes part of the input where a reasoning item is before the call.',
      source: SOURCE,
      breaks: 'the model answers as if the function had never run, and agents call it again',
      reads: ['brief', 'text'],
      *check({ brief, text }) {
        return yield* notInInput(brief, text, SKY, 'the result')
      },
      violating: [{ text: saidResponse('The sky is clear.', 90) }, { text: saidResponse('The sky is clear.', 91) }],
      inconclusive: [{ text: saidResponse('The sky is clear.', 0) }, { call: json(unreasoned) }],
    },
    'streamed-thoughts': {
      level: 'should',
      sentence: 'A streamed response with a function call shows thoughts where the plain one does.',
      source: SOURCE,
      breaks: 'agents that stream cannot send the thoughts back with the call',
      reads: ['call', 'streamed'],
      *check({ call, streamed }) {
        if (!thoughtAndCalled(call) || thoughtsOf(call) === '') return inconclusive(NO_THOUGHT_CALL)
        if (!typesOf(streamed).includes('function_call')) return inconclusive(NO_THOUGHT_CALL)
        if (thoughtsOf(streamed) === '' && !thoughtAsLong(call, streamed))
          return inconclusive('the model thought in one of the responses only')
        if (thoughtsOf(streamed) === '')
          yield missing(
            streamed,
            '$.output',
            'the plain response shows thoughts before its call',
            'a reasoning item with a text',
            typesOf(streamed),
          )
      },
      violating: [{ streamed: streamedResponse(unreasoned) }],
      inconclusive: [
        { call: json(unreasoned) },
        { call: json(uncalled) },
        { streamed: streamedResponse(uncalled) },
        {
          call: json({ ...reasoned, usage: { input_tokens: 11, output_tokens: 40, total_tokens: 51 } }),
          streamed: streamedResponse(unreasoned),
        },
      ],
    },
  },
})
