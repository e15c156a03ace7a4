import { MADRID, messageWith, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { hasRequest } from '../../src/checks/pool.ts'
import { isObject, toolCalls } from '../../src/checks/reply.ts'
import { eachCall, isFunctionCall, isWholeCall, type SentCall } from '../../src/checks/sent-calls.ts'
import {
  argumentErrors,
  argumentsOf,
  brief,
  CALLS,
  declared,
  functionOf,
  given,
  typeName,
  withoutCall,
} from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  suite,
  toolCall,
  extra,
  missing,
  wrong,
  wrongType,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-tool_calls'

const ALL = () => (): boolean => true
const FUNCTIONS = () => isFunctionCall
const DECLARED = (one: Observation) => (call: SentCall) => isFunctionCall(call) && hasRequest(one)
const WHOLE = (one: Observation) => (call: SentCall) => isFunctionCall(call) && isWholeCall(one)(call)

const noCall = answer({ content: 'It is sunny in Madrid.' })
const cut = answer({ toolCalls: [toolCall('get_weather', '{"city":"Mad')], finish: 'length' })

export default suite({
  id: 'tools/call',
  about: 'earlier turns that call a tool, and one more question of the kind',
  model: 'tools',
  steps: { plain: chat(WEATHER_CALL) },
  conforming: { plain: answer({ toolCalls: [MADRID] }) },
  rules: {
    id: {
      level: 'should',
      sentence: 'Each call has an id: a string that is not empty.',
      source: `${SOURCE}; observed in 401 of 401 calls`,
      breaks: 'the result cannot be matched to the call: LangChain and llama_index drop it, aichat sends null back',
      traffic: eachCall(ALL, ({ path, call: { id } }, one) =>
        typeof id === 'string' && id !== ''
          ? undefined
          : (given(id) ? wrongType : missing)(one, `${path}.id`, 'the call has no id', 'a string', id ?? 'absent'),
      ),
      violating: [null, '', 7].map((id) => ({ plain: messageWith({ tool_calls: [wireCall({ id })] }) })),
      inconclusive: [{ plain: noCall }],
    },
    type: {
      level: 'should',
      sentence: 'Each call of a function has the type `function`.',
      source: `${SOURCE}; observed in 400 of 401 calls, the other one of a custom tool`,
      breaks: 'the OpenAI Agents SDK skips calls of another type; the openai-node helpers throw',
      traffic: eachCall(FUNCTIONS, ({ path, call: { type } }, one) =>
        type === 'function'
          ? undefined
          : (given(type) ? wrong : missing)(
              one,
              `${path}.type`,
              'not marked as a function call',
              'function',
              type ?? 'absent',
            ),
      ),
      violating: [null, '', 'tool'].map((type) => ({ plain: messageWith({ tool_calls: [wireCall({ type })] }) })),
      inconclusive: [{ plain: noCall }],
    },
    name: {
      level: 'should',
      sentence: 'Each call names a function that the request declares.',
      source: SOURCE,
      breaks: 'agent loops look the function up by its name and stop with "unknown tool"',
      parameter: 'chat.tools',
      traffic: eachCall(DECLARED, ({ path, call }, one) => {
        const { name } = functionOf(call)
        const names = [...declared(one).keys()]
        return typeof name === 'string' && names.includes(name)
          ? undefined
          : wrong(one, `${path}.function.name`, 'not a declared function', names, name ?? 'absent')
      }),
      violating: ['', 'functions.get_weather', '<tool_call>get_weather'].map((name) => ({
        plain: messageWith({ tool_calls: [wireCall({}, { name })] }),
      })),
      inconclusive: [{ plain: noCall }],
    },
    'arguments-are-text': {
      level: 'should',
      sentence: 'The arguments of a call are a string.',
      source: `${SOURCE}; observed in 401 of 401 calls`,
      breaks: 'openai-node, LangChain and the AI SDK hand them to JSON.parse, which throws on an object',
      traffic: eachCall(FUNCTIONS, ({ path, call }, one) => {
        const { arguments: args } = functionOf(call)
        return typeof args === 'string'
          ? undefined
          : wrongType(one, `${path}.function.arguments`, 'the arguments are no string', 'string', typeName(args))
      }),
      violating: [{ city: 'Madrid' }, null].map((args) => ({
        plain: messageWith({ tool_calls: [wireCall({}, { arguments: args })] }),
      })),
      inconclusive: [{ plain: noCall }],
    },
    'arguments-parse': {
      level: 'should',
      sentence: 'The text of the arguments is a JSON object.',
      source: `${SOURCE}; observed in 395 of 395 calls that no token limit cut`,
      breaks: 'every agent loop: the tool cannot be run',
      traffic: eachCall(WHOLE, ({ path, call }, one) => {
        const { arguments: args } = functionOf(call)
        return argumentsOf({ arguments: String(args) })
          ? undefined
          : wrong(one, `${path}.function.arguments`, 'not the JSON of an object', 'a JSON object', brief(args))
      }),
      violating: ['', 'null', '"{\\"city\\":\\"Madrid\\"}"', '{"city":"Madrid"}</tool_call>'].map((args) => ({
        plain: messageWith({ tool_calls: [wireCall({}, { arguments: args })] }),
      })),
      inconclusive: [{ plain: noCall }, { plain: cut }],
    },
    'arguments-validate': {
      level: 'should',
      sentence: 'The arguments that earlier calls show the model conform to the declared parameters.',
      source: 'https://platform.openai.com/docs/guides/function-calling',
      breaks: 'tools get arguments wrapped in another object, and fail on their first access',
      parameter: 'chat.tools',
      *check({ plain }) {
        if (toolCalls(plain).length === 0) return withoutCall(plain)
        for (const [i, call] of toolCalls(plain).entries()) {
          const args = argumentsOf(call)
          const wrapped =
            args &&
            Object.values(args).some(
              (value) =>
                isObject(value) && argumentErrors(plain, { ...call, arguments: JSON.stringify(value) }).length === 0,
            )
          if (!args || argumentErrors(plain, call).length === 0) continue
          // Other wrong arguments may be what the model wrote; a whole set of right ones inside an object is a parser's doing.
          if (!wrapped) return inconclusive('the model filled in the arguments wrongly')
          yield wrong(
            plain,
            `${CALLS}[${i}].function.arguments`,
            'the arguments are wrapped in another object',
            '{"city": …}',
            brief(call.arguments),
          )
        }
      },
      violating: ['{"get_weather":{"city":"Madrid"}}', '{"arguments":{"city":"Madrid"}}'].map((args) => ({
        plain: answer({ toolCalls: [toolCall('get_weather', args)] }),
      })),
      inconclusive: [
        { plain: noCall },
        { plain: answer({ toolCalls: [toolCall('get_weather', '{"place":"Madrid"}')] }) },
      ],
    },
    'content-null': {
      level: 'should',
      sentence: 'Beside calls without text, `content` is null.',
      source: `${SOURCE}; observed in 341 of 342 answers, the other one with text`,
      breaks: 'code that takes any string for an answer and shows an empty bubble',
      traffic: eachCall(ALL, ({ path, choice: { message } }, one) => {
        const empty = isObject(message) && message['content'] === '' && path.endsWith('[0]')
        const place = path.replace('tool_calls[0]', 'content')
        return empty ? wrong(one, place, 'an empty string in place of null', null, '') : undefined
      }),
      conforming: [{}, { plain: answer({ content: 'Let me look that up.', toolCalls: [MADRID] }) }],
      violating: [{ plain: messageWith({ content: '' }) }],
      inconclusive: [{ plain: noCall }],
    },
    'no-index': {
      level: 'may',
      sentence: 'Calls in a plain answer have no `index`; that field belongs to streams.',
      source: `${SOURCE}; observed in 401 of 401 calls`,
      breaks: 'decoders that refuse unknown fields (ollama4j, older spring-ai)',
      traffic: eachCall(ALL, ({ path, call }, one) =>
        'index' in call ? extra(one, `${path}.index`, 'a field of stream deltas', 'absent', call['index']) : undefined,
      ),
      violating: [{ plain: messageWith({ tool_calls: [wireCall({ index: 0 })] }) }],
      inconclusive: [{ plain: noCall }],
    },
  },
})
