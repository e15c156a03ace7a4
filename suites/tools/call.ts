import { MADRID, messageWith, wireCall } from '../../fixtures/replies/tool.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, isObject, toolCalls, type JsonObject } from '../../src/checks/reply.ts'
import {
  argumentErrors,
  argumentsOf,
  brief,
  CALLS,
  CUT,
  declared,
  functionOf,
  given,
  rawCalls,
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
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-tool_calls'

/** Judges every call of the answer as it was sent. */
function* eachCall(
  plain: Observation,
  judge: (call: JsonObject, path: string) => Finding | undefined,
): Generator<Finding, Inconclusive | void> {
  const calls = rawCalls(plain)
  if (calls.length === 0) return withoutCall(plain)
  const found = calls.map((call, i) => judge(call, `${CALLS}[${i}]`))
  yield* found.filter((one) => one !== undefined)
}

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
      *check({ plain }) {
        return yield* eachCall(plain, ({ id }, path) =>
          typeof id === 'string' && id !== ''
            ? undefined
            : (given(id) ? wrongType : missing)(plain, `${path}.id`, 'the call has no id', 'a string', id ?? 'absent'),
        )
      },
      violating: [null, '', 7].map((id) => ({ plain: messageWith({ tool_calls: [wireCall({ id })] }) })),
      inconclusive: [{ plain: noCall }],
    },
    type: {
      level: 'should',
      sentence: 'Each call of a function has the type `function`.',
      source: `${SOURCE}; observed in 400 of 401 calls, the other one of a custom tool`,
      breaks: 'the OpenAI Agents SDK skips calls of another type; the openai-node helpers throw',
      *check({ plain }) {
        return yield* eachCall(plain, ({ type }, path) =>
          type === 'function'
            ? undefined
            : (given(type) ? wrong : missing)(
                plain,
                `${path}.type`,
                'not marked as a function call',
                'function',
                type ?? 'absent',
              ),
        )
      },
      violating: [null, '', 'tool'].map((type) => ({ plain: messageWith({ tool_calls: [wireCall({ type })] }) })),
      inconclusive: [{ plain: noCall }],
    },
    name: {
      level: 'should',
      sentence: 'Each call names a function that the request declares.',
      source: SOURCE,
      breaks: 'agent loops look the function up by its name and stop with "unknown tool"',
      parameter: 'chat.tools',
      *check({ plain }) {
        const names = [...declared(plain).keys()]
        return yield* eachCall(plain, (call, path) =>
          names.includes(String(functionOf(call)['name']))
            ? undefined
            : wrong(
                plain,
                `${path}.function.name`,
                'not a declared function',
                names,
                functionOf(call)['name'] ?? 'absent',
              ),
        )
      },
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
      *check({ plain }) {
        return yield* eachCall(plain, (call, path) =>
          typeof functionOf(call)['arguments'] === 'string'
            ? undefined
            : wrongType(
                plain,
                `${path}.function.arguments`,
                'the arguments are no string',
                'string',
                typeName(functionOf(call)['arguments']),
              ),
        )
      },
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
      *check({ plain }) {
        if (finishReason(plain) === 'length') return inconclusive(CUT)
        return yield* eachCall(plain, (call, path) => {
          const args = functionOf(call)['arguments']
          return isObject(argumentsOf({ arguments: String(args) }))
            ? undefined
            : wrong(plain, `${path}.function.arguments`, 'not the JSON of an object', 'a JSON object', brief(args))
        })
      },
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
      *check({ plain }) {
        return yield* eachCall(plain, (_call, path) =>
          plain.reply?.choices[0]?.content !== '' || path !== `${CALLS}[0]`
            ? undefined
            : wrong(plain, '$.choices[0].message.content', 'an empty string in place of null', null, ''),
        )
      },
      conforming: [{}, { plain: answer({ content: 'Let me look that up.', toolCalls: [MADRID] }) }],
      violating: [{ plain: messageWith({ content: '' }) }],
      inconclusive: [{ plain: noCall }],
    },
    'no-index': {
      level: 'may',
      sentence: 'Calls in a plain answer have no `index`; that field belongs to streams.',
      source: `${SOURCE}; observed in 401 of 401 calls`,
      breaks: 'decoders that refuse unknown fields (ollama4j, older spring-ai)',
      *check({ plain }) {
        return yield* eachCall(plain, (call, path) =>
          !('index' in call)
            ? undefined
            : extra(plain, `${path}.index`, 'a field of stream deltas', 'absent', call['index']),
        )
      },
      violating: [{ plain: messageWith({ tool_calls: [wireCall({ index: 0 })] }) }],
      inconclusive: [{ plain: noCall }],
    },
  },
})
