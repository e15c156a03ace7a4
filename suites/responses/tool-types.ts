import { callItem, messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { user } from '../../fixtures/sent/prompts.ts'
import { RESPONSE_CALL, RESPONSE_WEATHER, SKY } from '../../fixtures/sent/response-input.ts'
import { echoes } from '../../src/checks/echo.ts'
import { errorMessage, errorOf } from '../../src/checks/errors.ts'
import { asks } from '../../src/checks/pool.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { functionCalls, responseBodies } from '../../src/checks/responses.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  inconclusive,
  json,
  refusable,
  refusal,
  respond,
  suite,
  eachAnswer,
  ignored,
  missing,
  type Json,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/tools?api-mode=responses'
const PATCH: { [key: string]: Json } = { type: 'custom', name: 'apply_patch', description: 'Edits files' }
const beside = (tool: Json, more: { [key: string]: Json } = {}) =>
  refusable(respond({ ...RESPONSE_CALL, tools: [RESPONSE_WEATHER, tool], ...more }))

const steps = {
  control: respond(RESPONSE_CALL),
  custom: beside(PATCH),
  search: beside({ type: 'web_search' }, { max_tool_calls: 1 }),
  shell: beside({ type: 'local_shell' }),
  // What Codex sends back after it applied a patch.
  replayed: refusable(
    respond({
      input: [
        user('Note the weather.'),
        { type: 'custom_tool_call', call_id: 'call_patch0000000000000001', name: 'apply_patch', input: '+ clear sky' },
        { type: 'custom_tool_call_output', call_id: 'call_patch0000000000000001', output: SKY },
      ],
      tools: [PATCH],
      max_output_tokens: 16,
    }),
  ),
}
type Name = 'custom' | 'search' | 'shell'

const called = json(responseOf([callItem('{"city":"Madrid"}')]))
const spoken = json(responseOf([messageItem('It is sunny in Madrid.')]))
const nameless = json(responseOf([callItem('{}', '')]))
const cut = json(
  responseOf([messageItem('{"name": "get_')], {
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  }),
)
const vague = refusal(400, { message: 'invalid request' })

/** An item of another kind than text: the other tool was used, as the model may. */
const usedOther = (one: Observation): boolean =>
  itemsOf(responseFrom(one)).some(({ type }) => String(type).endsWith('_call') && type !== 'function_call')

const isNameless = ({ name }: JsonObject): boolean => name === undefined || name === ''

const keepsFunctions = (name: Name, type: string, breaks: string): Rule<typeof steps> => ({
  level: 'should',
  source: SOURCE,
  breaks,
  reads: ['control', name],
  parameter: 'responses.tools',
  sentence: `With a tool of the type \`${type}\` beside it a function is called as without, or the request is refused.`,
  *check({ control, [name]: one }) {
    if (functionCalls(one).some((call) => call['name'] === 'get_weather')) return
    if (functionCalls(control).length === 0)
      return inconclusive('without the other tool the model called no function either')
    if (responseBodies(one)[0]?.['status'] === 'incomplete') return inconclusive('the token limit cut the answer')
    if (usedOther(one)) return inconclusive('the model used the other tool')
    // A call was made: what it lacks is for the rules on calls.
    if (functionCalls(one).some(isNameless)) return inconclusive('a function was called, and its name did not come')
    yield ignored(
      one,
      '$.tools[0]',
      `the function is no longer called beside a ${type} tool`,
      'a call of get_weather',
      brief(functionCalls(one)[0] ?? outputText(responseFrom(one))),
    )
  },
  violating: [{ [name]: spoken }, { [name]: json(responseOf([callItem('{}', 'other')])) }],
  inconclusive: [
    { control: spoken, [name]: spoken },
    { [name]: cut },
    { [name]: nameless },
    { [name]: json(responseOf([{ type: `${type}_call`, id: 'x_1', status: 'completed' }])) },
  ],
})

/** The types of tools, other than functions, that a request declares. */
const otherTypes = ({ request }: Observation): string[] =>
  asArray(request['tools'])
    .filter(isObject)
    .flatMap(({ type }) => (typeof type === 'string' && type !== 'function' ? [type] : []))

const isRefused = (one: Observation): boolean =>
  asks(one, 'POST', /\/responses$/) &&
  (one.status ?? 0) >= 400 &&
  (one.status !== 404 || errorMessage(one) !== undefined)

/** Refused for another parameter, which the error names: nothing is said of tools then. */
const forAnother = (one: Observation): boolean => {
  const { param } = errorOf(one)
  return typeof param === 'string' && param !== '' && !param.startsWith('tools')
}

export default suite({
  id: 'responses/tool-types',
  about: 'a function among the other tools that Codex declares: a custom one, web search, a local shell',
  model: 'tools',
  answered: 'should',
  steps,
  conforming: {
    control: called,
    custom: called,
    search: json(responseOf([callItem('{"city":"Madrid"}')], { max_tool_calls: 1 })),
    shell: called,
    replayed: spoken,
  },
  rules: {
    'custom-keeps-functions': keepsFunctions(
      'custom',
      'custom',
      'Codex declares apply_patch so: it sees prose where it expects its other tools',
    ),
    'search-keeps-functions': keepsFunctions(
      'search',
      'web_search',
      'Codex declares it in every request unless told not to',
    ),
    'shell-keeps-functions': keepsFunctions('shell', 'local_shell', 'older Codex models, and agents written for them'),
    'max-tool-calls': {
      level: 'may',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-max_tool_calls',
      parameter: 'responses.max_tool_calls',
      sentence: 'A response says the `max_tool_calls` it was asked for with, or the request is refused.',
      breaks: 'searches that are paid for one by one go on without end, and nobody is told',
      traffic: echoes('max_tool_calls'),
      violating: [{ search: called }],
    },
    'refusal-names-it': {
      level: 'should',
      source: 'https://github.com/ggml-org/llama.cpp/issues/20156: users bisect their tools by hand',
      sentence: 'Where a type of tool is refused, the error names it.',
      breaks: 'users of Codex see "cannot connect" or "invalid request", and cannot know which tool to turn off',
      // A page that says 404 is no word on tools: there is no such endpoint.
      traffic: eachAnswer(
        'no such tool was refused',
        [isRefused, (one) => otherTypes(one).length > 0 && !forAnother(one)],
        (one) => {
          const said = `${errorMessage(one) ?? one.text} ${String(errorOf(one)['param'] ?? '')}`
          const types = otherTypes(one)
          if (types.some((type) => said.includes(type)) || /\btools?\b/i.test(said)) return undefined
          return missing(
            one,
            '$.error.message',
            `refused without naming ${types.join(', ')}`,
            'the type or the parameter',
            said.slice(0, 160),
          )
        },
      ),
      violating: [{ custom: vague }, { search: vague }, { shell: refusal(500, { message: 'internal error' }) }],
      conforming: [
        { custom: refusal(400, { message: "Invalid value: 'custom'.", param: 'tools[1].type' }) },
        { search: refusal(400, { message: 'unsupported', param: 'tools' }) },
      ],
      inconclusive: [{}],
    },
  },
})
