import {
  callItem,
  messageItem,
  responseOf,
  saidResponse,
  streamedResponse,
  streamEvents,
} from '../../fixtures/replies/response.ts'
import { user, type Message } from '../../fixtures/sent/prompts.ts'
import { RESPONSE_CALL, RESPONSE_WEATHER, SKY, SKY_PARTS, TOLD } from '../../fixtures/sent/response-input.ts'
import { isObject } from '../../src/checks/reply.ts'
import { isResponseStream, itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import {
  functionCalls,
  givesResponse,
  inputTokens,
  INPUT_TOKENS,
  NO_INPUT_COUNT,
  noResponse,
  notInInput,
} from '../../src/checks/responses.ts'
import { leastTokens } from '../../src/checks/tokens.ts'
import {
  after,
  anyAnswer,
  brokenOff,
  inconclusive,
  json,
  refusal,
  respond,
  suite,
  throughSdk,
  ignored,
  missing,
  wrong,
  type Inconclusive,
  type Json,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/guides/function-calling?api-mode=responses#handling-function-calls; observed in 175 requests'
const CAP = 16
const SAID = 'The sky is clear.'
/** Where each letter is an event of its own, the guard against endless streams ends an honest one as well. */
const HUNG_UP = 'the stream was hung up on before its end'
const refused = refusal(400, { message: 'input[2]: unknown input item type' })
const called = json(responseOf([callItem('{"city":"Madrid"}')]))
const BEGUN = streamEvents(responseOf([messageItem(SAID)]))
  .slice(0, -1)
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
const streamedAs = (input: number, text = SAID) =>
  streamedResponse(
    responseOf(text === '' ? [] : [messageItem(text)], {
      usage: { input_tokens: input, output_tokens: 8, total_tokens: input + 8 },
    }),
  )

/** The second turn of an agent: the call as the server made it, and what the function gave back. */
const answering =
  (output: Json, more: { [key: string]: Json } = {}) =>
  ({ call }: Record<string, Observation>): Step | Inconclusive => {
    const made = call && functionCalls(call)[0]
    const { call_id: id, name = '', arguments: args = '' } = (made ?? {}) as Message
    if (typeof id !== 'string') return inconclusive('the model called no function')
    return anyAnswer(
      respond({
        input: [
          ...TOLD,
          user('Weather in Madrid?'),
          { type: 'function_call', call_id: id, name, arguments: args },
          { type: 'function_call_output', call_id: id, output },
        ],
        tools: [RESPONSE_WEATHER],
        max_output_tokens: CAP,
        ...more,
      }),
    )
  }

/** The loop as the examples of the SDK have it: everything that came out goes in again, then the result. */
function replaying(earlier: Record<string, Observation>): Step | Inconclusive {
  const output = itemsOf(responseFrom(earlier['call'] as Observation)) as Message[]
  const made = output.find(({ type }) => type === 'function_call')
  if (!made) return inconclusive('the model called no function')
  const results = output
    .filter(({ type }) => type === 'function_call')
    .map(({ call_id }): Message => ({ type: 'function_call_output', call_id: call_id ?? '', output: SKY }))
  return anyAnswer(
    throughSdk(
      'respond',
      respond({
        ...RESPONSE_CALL,
        input: [...TOLD, user('Weather in Madrid?'), ...output, ...results],
        max_output_tokens: CAP,
      }),
    ),
  )
}

/** It was answered, and not by yet another call. */
const callsAgain = (one: Observation): boolean =>
  itemsOf(responseFrom(one)).some(({ type }) => type === 'function_call')

export default suite({
  id: 'responses/function-output',
  about: 'the result of a function, sent back as an input item: plain, in parts, streamed, and through the SDK',
  model: 'tools',
  answered: 'should',
  steps: {
    call: respond(RESPONSE_CALL),
    brief: after(CAP, answering('clear')),
    text: after(CAP, answering(SKY)),
    parts: after(CAP, answering(SKY_PARTS)),
    streamed: after(CAP, answering(SKY, { stream: true })),
    sdk: after(CAP, replaying),
  },
  conforming: {
    call: called,
    brief: saidResponse(SAID, 90),
    text: saidResponse(SAID, 112),
    parts: saidResponse(SAID, 113),
    streamed: streamedAs(112),
    sdk: saidResponse(SAID, 180),
  },
  rules: {
    'taken-back': {
      level: 'should',
      source: SOURCE,
      reads: ['call', 'brief'],
      sentence: 'A call and its `function_call_output` are taken as input.',
      breaks: 'every agent loop stops at its second turn (Codex, the Agents SDK)',
      *check({ brief }) {
        yield* noResponse(brief, 'the result of a call was refused')
      },
      violating: [{ brief: refused }, { brief: refusal(500) }, { brief: json({ object: 'chat.completion' }) }],
      inconclusive: [{ call: saidResponse('Sunny.') }],
    },
    'final-message': {
      level: 'should',
      source: SOURCE,
      reads: ['brief', 'text'],
      sentence: 'What follows the result of a function is a message, or another call.',
      breaks: 'agents take a response without any item for the end of the task, and show nothing',
      *check({ brief, text }) {
        for (const one of [brief, text].filter(givesResponse)) {
          if (itemsOf(responseFrom(one)).length === 0)
            yield missing(one, '$.output', 'nothing follows the result', 'a message', 'no item')
        }
        if (![brief, text].some((one) => outputText(responseFrom(one)) !== '' || callsAgain(one)))
          return inconclusive('the model said nothing')
      },
      violating: [{ brief: json(responseOf([])) }, { text: json(responseOf([])) }],
      inconclusive: [
        { brief: saidResponse(''), text: saidResponse('') },
        { brief: refused, text: refused },
      ],
    },
    'output-reaches-model': {
      level: 'should',
      source: SOURCE,
      reads: ['brief', 'text'],
      sentence: 'The result of a function becomes part of the input of the model.',
      breaks: 'the model answers as if the function had never run, and agents call it again',
      *check({ brief, text }) {
        return yield* notInInput(brief, text, SKY, 'the result')
      },
      violating: [{ text: saidResponse(SAID, 90) }, { text: saidResponse(SAID, 92) }],
      inconclusive: [{ text: refused }, { text: saidResponse(SAID, 60) }],
    },
    'parts-reach-model': {
      level: 'should',
      reads: ['brief', 'text', 'parts'],
      source:
        'https://platform.openai.com/docs/api-reference/responses/create#responses-create-input; observed in 2 requests',
      sentence: 'A result given as a list of text parts becomes part of the input as a string does.',
      breaks: 'MCP tools: Codex and the Agents SDK send what they return in parts',
      *check({ brief, text, parts }) {
        if (!givesResponse(text)) return inconclusive('a plain string was refused as well')
        yield* noResponse(parts, 'a result in parts was refused')
        if (givesResponse(parts)) return yield* notInInput(brief, parts, SKY, 'a result in parts')
      },
      violating: [{ parts: refused }, { parts: saidResponse(SAID, 91) }],
      inconclusive: [{ text: refused }, { parts: json(responseOf([messageItem(SAID)], { usage: null })) }],
    },
    streamed: {
      level: 'should',
      source: SOURCE,
      reads: ['text', 'streamed'],
      sentence: 'Streamed, the answer to a result comes as it does plain, from the same input.',
      breaks: 'agents that stream lose the second turn',
      *check({ text, streamed }) {
        if (!givesResponse(text)) return inconclusive('not answered without `stream` either')
        if (streamed.exchange.failure && isResponseStream(streamed)) return inconclusive(HUNG_UP)
        yield* noResponse(streamed, 'the same input was not answered as a stream')
        if (!givesResponse(streamed)) return
        const [plain, count] = [inputTokens(text), inputTokens(streamed)]
        if (plain === undefined || count === undefined) return inconclusive(NO_INPUT_COUNT)
        if (count < plain - leastTokens(SKY))
          yield ignored(streamed, INPUT_TOKENS, 'the result did not reach the model', plain, count)
      },
      violating: [{ streamed: refused }, { streamed: streamedAs(90) }],
      inconclusive: [
        { text: refused },
        { streamed: streamedResponse(responseOf([messageItem(SAID)], { usage: null })) },
        { streamed: brokenOff(BEGUN, 'guard') },
      ],
    },
    sdk: {
      level: 'should',
      source: 'https://github.com/openai/openai-node/tree/master/examples/responses',
      reads: ['call', 'sdk'],
      sentence: 'openai-node sends the output items back as they came, adds the result, and its caller gets the text.',
      breaks: 'the loop that every example shows: `input.push(...response.output)`',
      *check({ sdk: one }) {
        const { sdk } = one
        if (!sdk?.ok)
          return yield wrong(
            one,
            'status',
            sdk ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'not sent',
            'a response',
            one.status,
          )
        if (callsAgain(one)) return inconclusive('the model called the function once more')
        const text = isObject(sdk.value) ? sdk.value['output_text'] : undefined
        if (text === '' && itemsOf(responseFrom(one)).length > 0) return inconclusive('the model said nothing')
        if (typeof text !== 'string' || text === '')
          yield missing(one, '$.output_text', 'the caller sees no text', 'text', text ?? null)
      },
      violating: [{ sdk: refused }, { sdk: refusal(500) }, { sdk: json(responseOf([])) }],
      inconclusive: [{ call: saidResponse('Sunny.') }, { sdk: called }, { sdk: saidResponse('') }],
    },
  },
})
