import { messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { AS_OBJECT, NARROW, PARALLEL_OFF, RESPONSE_CALL, WITHOUT_EFFORT } from '../../fixtures/sent/response-input.ts'
import { asks } from '../../src/checks/pool.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { givesResponse } from '../../src/checks/responses.ts'
import {
  json,
  refusable,
  respond,
  suite,
  each,
  wrongOrMissing,
  type Json,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object'
type Body = { [key: string]: Json }

/** All of these are sent by other suites as well. */
const steps = {
  none: refusable(respond({ ...RESPONSE_CALL, tool_choice: 'none' })),
  single: refusable(respond(PARALLEL_OFF)),
  narrow: refusable(respond(NARROW)),
  object: refusable(respond(AS_OBJECT)),
  calm: { ...refusable(respond(WITHOUT_EFFORT)), model: 'thinking' as const },
}
type Name = keyof typeof steps

const echoing = (more: Body) => json(responseOf([messageItem('Hello.')], { temperature: 0, ...more }))
const TOLD: Record<Name, Body> = {
  none: { max_output_tokens: 40, tools: RESPONSE_CALL.tools, tool_choice: 'none' },
  single: { max_output_tokens: 64, tools: PARALLEL_OFF.tools, parallel_tool_calls: false },
  narrow: { temperature: 2, top_p: 0.01 },
  object: { text: { format: { type: 'json_object' } } },
  calm: { reasoning: { effort: 'none', summary: null } },
}

const inside = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)
const names = (tools: unknown): string[] =>
  asArray(tools)
    .filter(isObject)
    .map((tool) => [tool['type'], tool['name'] ?? ''].join(' '))
    .sort()
/** Tools that are searched for, or come with the input, come back in another order and form. */
const searches = ({ tools, input }: JsonObject): boolean =>
  [...asArray(tools), ...asArray(input)].some(
    (one) =>
      ['tool_search', 'additional_tools'].includes(String(inside(one, 'type'))) ||
      inside(one, 'defer_loading') === true,
  )

/** Objects may say more than they were asked for with, in any order. */
function saysAgain(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((one, at) => saysAgain(one, actual[at]))
    )
  return isObject(expected)
    ? isObject(actual) && Object.entries(expected).every(([key, value]) => saysAgain(value, actual[key]))
    : expected === actual
}

interface Echo {
  read: (body: JsonObject) => unknown
  step: Name
  wrong: Body
  breaks: string
  seen: string
}

const of =
  (key: string): Echo['read'] =>
  (body) =>
    body[key] ?? undefined
const ECHOES: Record<string, Echo> = {
  tool_choice: {
    read: of('tool_choice'),
    step: 'none',
    wrong: { tool_choice: 'auto' },
    seen: '91 of 91',
    breaks: 'whoever reads the log believes that the model was free to choose',
  },
  parallel_tool_calls: {
    read: of('parallel_tool_calls'),
    step: 'single',
    wrong: { parallel_tool_calls: true },
    seen: '5 of 5',
    breaks: 'whoever reads the log believes that calls might come together',
  },
  max_output_tokens: {
    read: of('max_output_tokens'),
    step: 'none',
    wrong: { max_output_tokens: null },
    seen: '40 of 40',
    breaks: 'a cut answer cannot be explained afterwards',
  },
  temperature: {
    read: of('temperature'),
    step: 'narrow',
    wrong: { temperature: 1 },
    seen: '34 of 34',
    breaks: 'answers cannot be reproduced from what was logged',
  },
  top_p: {
    read: of('top_p'),
    step: 'narrow',
    wrong: { top_p: 1 },
    seen: '3 of 3',
    breaks: 'answers cannot be reproduced from what was logged',
  },
  tools: {
    read: (body) => (asArray(body['tools']).length === 0 || searches(body) ? undefined : names(body['tools'])),
    step: 'none',
    wrong: { tools: [{ type: 'function', name: '' }] },
    seen: '264 of 264',
    breaks: 'strict clients parse the tools again; a tool that became another one is seen nowhere else',
  },
  'text.format': {
    read: ({ text }) => inside(inside(text, 'format'), 'type'),
    step: 'object',
    wrong: { text: { format: { type: 'text' } } },
    seen: '38 of 38',
    breaks: 'a client cannot tell from the response whether to parse its text',
  },
  'reasoning.effort': {
    read: ({ reasoning }) => inside(reasoning, 'effort') ?? undefined,
    step: 'calm',
    wrong: { reasoning: { effort: null } },
    seen: '33 of 33',
    breaks: 'costs cannot be explained afterwards',
  },
}

const askedFor =
  (read: Echo['read']) =>
  (one: Observation): unknown =>
    asks(one, 'POST', /\/responses$/) && givesResponse(one) ? read(one.request) : undefined

/** Pass means that it is repeated, not that it has an effect: that is for the rules on each parameter. */
const echoRule = (field: string, { read, step, wrong: spoilt, seen, breaks }: Echo): Rule<typeof steps> => ({
  level: 'should',
  source: `${SOURCE}; observed in ${seen} answers`,
  breaks,
  sentence: `A response says the \`${field}\` it was asked for with.`,
  traffic: each(`no request of the run that was answered has a \`${field}\``, askedFor(read), (expected, one) => {
    const actual = read(responseFrom(one) ?? {})
    return saysAgain(expected, actual)
      ? undefined
      : wrongOrMissing(one, `$.${field}`, 'not what it was asked for with', expected, actual, null)
  }),
  violating: [{ [step]: echoing({ ...TOLD[step], ...spoilt }) }],
})

export default suite({
  id: 'responses/echo',
  about: 'requests with various parameters; what is judged is what every response of the run says of its request',
  model: 'tools',
  answered: 'should',
  steps,
  conforming: {
    none: echoing(TOLD.none),
    single: echoing(TOLD.single),
    narrow: echoing(TOLD.narrow),
    object: echoing(TOLD.object),
    calm: echoing(TOLD.calm),
  },
  rules: Object.fromEntries(
    Object.entries(ECHOES).map(([field, echo]) => [field.replaceAll(/[._]/g, '-'), echoRule(field, echo)]),
  ),
})
