import { MADRID } from '../../fixtures/replies/tool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { isChatReply, isPlain, isStreamed } from '../../src/checks/pool.ts'
import { finishPath, finishReason, text, toolCalls } from '../../src/checks/reply.ts'
import { eachCalling } from '../../src/checks/sent-calls.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { argumentErrors, brief, CALLS, CUT, declared, lackingProperties, withoutCall } from '../../src/checks/tools.ts'
import { choiceFault, seeking } from '../../src/checks/turns.ts'
import {
  answer,
  chat,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  toolCall,
  ignored,
  missing,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice'
const FORCED = { messages: GREETING, tools: [WEATHER], tool_choice: 'required', max_tokens: 40 }
const prose = { content: 'Hello! How can I help you today?' }

/** A call that the token limit cut may show as nothing at all, or as the beginning of its markup. */
const perhapsCut = (observation: Observation): boolean =>
  finishReason(observation) === 'length' && /^\s*($|[<[{`])/.test(text(observation))

/** The control shows that the model does not call by itself. */
function* forced(control: Observation, required: Observation): Generator<Finding, Inconclusive | void> {
  if (toolCalls(required).length === 0) {
    if (perhapsCut(required)) return inconclusive(CUT)
    yield ignored(required, CALLS, 'text instead of the required call', 'a call', brief(text(required)))
  } else if (toolCalls(control).length > 0 || perhapsCut(control))
    return inconclusive('the model also calls a tool without being made to')
}

export default suite({
  id: 'tools/choice-required',
  about: '`tool_choice: "required"` on a greeting, which no model answers with a call, plain and streamed',
  model: 'tools',
  steps: {
    control: chat({ messages: GREETING, tools: [WEATHER], max_tokens: 12 }),
    required: refusable(chat(FORCED)),
    streamed: refusable(streamed(FORCED)),
  },
  conforming: {
    control: answer(prose),
    required: answer({ toolCalls: [MADRID] }),
    streamed: stream({ toolCalls: [MADRID] }),
  },
  rules: {
    'forces-a-call': {
      level: 'should',
      sentence: 'With `tool_choice: "required"` every answer has a call.',
      source: `${SOURCE}; observed in 33 of 33 answers`,
      breaks:
        "extractors such as instructor and PydanticAI's output tools find no call and fail, or ask again without end",
      parameter: 'chat.tool_choice',
      reads: ['control', 'required'],
      check: ({ control, required }) => forced(control, required),
      also: seeking([isChatReply, isPlain, chooses('required')], choiceFault),
      violating: [
        { required: answer(prose) },
        { required: answer({ content: 'I am so glad you are here', finish: 'length' }) },
        { required: answer({ content: '' }) },
      ],
      inconclusive: [
        { required: answer({ content: '', finish: 'length' }) },
        { control: answer({ toolCalls: [MADRID] }) },
        { control: answer({ content: '', finish: 'length' }) },
      ],
    },
    'forces-a-call-streamed': {
      level: 'should',
      sentence: 'With `tool_choice: "required"` every stream has a call.',
      source: SOURCE,
      breaks: 'extractors that stream their partial results find none',
      parameter: 'chat.tool_choice',
      reads: ['control', 'streamed'],
      check: ({ control, streamed: one }) => forced(control, one),
      also: seeking([isChatReply, isStreamed, chooses('required')], choiceFault),
      violating: [{ streamed: stream(prose) }, { streamed: stream({ content: '' }) }],
      inconclusive: [
        { streamed: stream({ content: '', finish: 'length' }) },
        { control: answer({ toolCalls: [MADRID] }) },
      ],
    },
    'call-is-valid': {
      level: 'should',
      sentence: 'The forced call names a declared function, with arguments that conform to its parameters.',
      source: 'https://platform.openai.com/docs/guides/function-calling#tool-choice',
      breaks: 'the tool cannot be run, in every agent loop',
      parameter: 'chat.tool_choice',
      reads: ['required'],
      *check({ required }) {
        if (toolCalls(required).length === 0) return withoutCall(required)
        if (finishReason(required) === 'length') return inconclusive(CUT)
        for (const [i, call] of toolCalls(required).entries()) {
          const known = declared(required).has(call.name)
          const [error] = argumentErrors(required, call)
          if (!known)
            yield wrong(
              required,
              `${CALLS}[${i}].function.name`,
              'not a declared function',
              [...declared(required).keys()],
              call.name,
            )
          else if (error)
            yield wrong(
              required,
              `${CALLS}[${i}].function.arguments`,
              error,
              'arguments that conform to the parameters',
              brief(call.arguments),
            )
        }
      },
      violating: [
        { required: answer({ toolCalls: [toolCall('', '{}')] }) },
        { required: answer({ toolCalls: [toolCall('get_weather', '{}')] }) },
        { required: answer({ toolCalls: [toolCall('get_weather', '')] }) },
      ],
      inconclusive: [
        { required: answer(prose) },
        { required: answer({ toolCalls: [toolCall('get_weather', '{"ci')], finish: 'length' }) },
      ],
    },
    'required-properties': {
      level: 'should',
      sentence: 'The arguments of the forced call have every property that the parameters require.',
      source: 'https://platform.openai.com/docs/guides/function-calling#tool-choice',
      breaks: 'typed tools refuse the call: Pydantic and Zod raise an error for a field that is not there',
      parameter: 'chat.tool_choice',
      reads: ['required'],
      *check({ required }) {
        if (toolCalls(required).length === 0) return withoutCall(required)
        if (finishReason(required) === 'length') return inconclusive(CUT)
        for (const [i, call] of toolCalls(required).entries()) {
          const lacking = lackingProperties(required, call)
          if (lacking === undefined) return inconclusive('the arguments are not a JSON object')
          for (const name of lacking)
            yield missing(required, `${CALLS}[${i}].function.arguments`, `lacks ${name}`, name, brief(call.arguments))
        }
      },
      violating: [
        { required: answer({ toolCalls: [toolCall('get_weather', '{}')] }) },
        { required: answer({ toolCalls: [toolCall('get_weather', '{"place":"Madrid"}')] }) },
      ],
      conforming: [{}, { required: answer({ toolCalls: [toolCall('get_weather', '{"city":"Madrid","note":"x"}')] }) }],
      inconclusive: [
        { required: answer(prose) },
        { required: answer({ toolCalls: [toolCall('get_weather', '"Madrid"')] }) },
        { required: answer({ toolCalls: [toolCall('get_weather', '{"ci')], finish: 'length' }) },
      ],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'A required call ends with finish_reason `tool_calls`.',
      source: `${SOURCE}; observed in 27 of 27 answers that no token limit cut`,
      breaks: 'agent loops keyed on finish_reason take the turn for the last one',
      parameter: 'chat.tool_choice',
      traffic: eachCalling([chooses('required')], ({ finish }, at, one) =>
        finish === 'tool_calls'
          ? undefined
          : wrong(one, finishPath(at), 'finish_reason does not report the call', 'tool_calls', finish ?? null),
      ),
      violating: [
        { required: answer({ toolCalls: [MADRID], finish: 'stop' }) },
        { required: answer({ toolCalls: [MADRID], finish: null }) },
      ],
      inconclusive: [
        { required: answer(prose), streamed: stream(prose) },
        { required: answer({ toolCalls: [MADRID], finish: 'length' }), streamed: stream(prose) },
      ],
    },
  },
})
