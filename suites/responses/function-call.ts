import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL, RESPONSE_WEATHER } from '../../fixtures/sent/response-input.ts'
import { hasRequest } from '../../src/checks/pool.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { itemsOf, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { functionCalls, givesResponse } from '../../src/checks/responses.ts'
import { chooses } from '../../src/checks/tool-choice.ts'
import { argumentsOf, brief, declared, functionsIn } from '../../src/checks/tools.ts'
import { choiceFault, seeking } from '../../src/checks/turns.ts'
import {
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  ignored,
  eachAnswer,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling?api-mode=responses'
const OUTPUT = '$.output'
const called = json(responseOf([callItem('{"city":"Madrid"}')]))
const spoken = json(responseOf([messageItem('Hello there.')]))
const CUT = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
/** What a search for tools brought. */
const FOUND = {
  id: 'tso_68af4030dcb48193',
  type: 'tool_search_output',
  call_id: null,
  execution: 'server',
  status: 'completed',
  tools: [{ type: 'namespace', name: 'tools', tools: [{ ...RESPONSE_WEATHER, name: 'found' }] }],
}
const FORCED = { input: 'Say hello.', tools: [RESPONSE_WEATHER], max_output_tokens: 40 }

const callsIn = (one: Observation): JsonObject[] =>
  itemsOf(responseFrom(one)).filter(({ type }) => type === 'function_call')
const hasCalls = (one: Observation): boolean => callsIn(one).length > 0

/**
 * All functions that may be called; undefined where some may come out of a stored prompt, or out of what was said before. Requests with
 * a namespace are left to its own suite: clients without one never meet what goes wrong there.
 */
function namesFor(one: Observation): string[] | undefined {
  const { prompt, tools, input, previous_response_id: earlier, conversation } = one.request
  const sent = [...asArray(tools), ...asArray(input)]
  const types = sent.filter(isObject).map(({ type }) => String(type))
  const searches = types.some((type) => /tool_search|additional_tools/.test(type)) && Boolean(earlier ?? conversation)
  if (!hasRequest(one) || isObject(prompt) || searches || types.includes('namespace')) return undefined
  return [...declared(one).keys(), ...functionsIn([...sent, ...itemsOf(responseFrom(one))])]
}

/** Calls that no client can run. */
function unusableCalls(one: Observation): Finding[] | Inconclusive {
  const ended = responseFrom(one)?.['status'] === 'completed'
  const names = namesFor(one)
  const found = callsIn(one)
    .filter(
      ({ name, arguments: text }) =>
        // A call without a name is told by the rules on the item.
        (typeof name === 'string' && names?.includes(name) === false) ||
        (ended && (typeof text !== 'string' || argumentsOf({ arguments: text }) === undefined)),
    )
    .map((call) =>
      wrong(
        one,
        `${OUTPUT}[].arguments`,
        'no call of a declared function with JSON arguments',
        `the JSON of an object for ${names?.join(', ') || 'the function'}`,
        brief(call),
      ),
    )
  return ended || found.length > 0 ? found : inconclusive('the response did not come to its end')
}

export default suite({
  id: 'responses/function-call',
  about: "a question in a pattern of function calls, and calls demanded and forbidden against the model's own way",
  model: 'tools',
  answered: 'should',
  steps: {
    pattern: respond(RESPONSE_CALL),
    required: refusable(respond({ ...FORCED, tool_choice: 'required' })),
    none: refusable(respond({ ...RESPONSE_CALL, tool_choice: 'none' })),
  },
  conforming: { pattern: called, required: called, none: spoken },
  rules: {
    'arguments-parse': {
      level: 'should',
      sentence: 'A call in a response names a declared function, and its arguments are the JSON text of an object.',
      source: SOURCE,
      breaks: 'Codex and the Agents SDK stop at a call they cannot parse',
      parameter: 'responses.tools',
      traffic: eachAnswer('the model called no function', [givesResponse, hasCalls], unusableCalls),
      violating: [
        { pattern: json(responseOf([callItem('{"city":')])) },
        { pattern: json(responseOf([callItem('{}', 'other')])) },
        { pattern: json(responseOf([callItem('{"ci', 'other')], CUT)) },
      ],
      conforming: [{}, { pattern: json(responseOf([FOUND, callItem('{}', 'found')])) }],
      inconclusive: [
        { pattern: spoken, required: spoken },
        { pattern: json(responseOf([callItem('{"ci')], CUT)), required: spoken, none: spoken },
      ],
    },
    'required-calls': {
      level: 'should',
      sentence: 'With `tool_choice: "required"` a function is called, or the request is refused.',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-tool_choice',
      breaks: 'agents that need a decision get prose',
      parameter: 'responses.tool_choice',
      reads: ['required'],
      *check({ required }) {
        if (functionCalls(required).length === 0)
          yield ignored(
            required,
            OUTPUT,
            'no call in spite of `tool_choice: "required"`',
            'a function_call item',
            'none',
          )
      },
      also: seeking([givesResponse, chooses('required')], choiceFault),
      violating: [{ required: spoken }],
    },
    'none-calls-nothing': {
      level: 'should',
      sentence: 'With `tool_choice: "none"` no function is called, though the pattern of the turns is to call one.',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-tool_choice',
      breaks: 'agents that ask for a closing text loop on',
      parameter: 'responses.tool_choice',
      reads: ['pattern', 'none'],
      *check({ pattern, none }) {
        if (functionCalls(pattern).length === 0) return inconclusive('the model calls nothing anyway')
        if (functionCalls(none).length > 0)
          yield ignored(
            none,
            OUTPUT,
            'a call in spite of `tool_choice: "none"`',
            'no function_call item',
            brief(functionCalls(none)[0]),
          )
      },
      also: seeking([givesResponse, chooses('none')], choiceFault),
      violating: [{ none: called }],
      inconclusive: [{ pattern: spoken, none: spoken }],
    },
  },
})
