import { messageItem, responseOf } from '../../fixtures/replies/response.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import {
  AS_OBJECT,
  INSTRUCTED,
  NARROW,
  PARALLEL_OFF,
  RESPONSE_CALL,
  WITHOUT_EFFORT,
} from '../../fixtures/sent/response-input.ts'
import { COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { echoes, inside, saysAgain, type ReadField, type SaysAgain } from '../../src/checks/echo.ts'
import { isModelAsked } from '../../src/checks/model-name.ts'
import { asks } from '../../src/checks/pool.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import { everyResponse, givesResponse } from '../../src/checks/responses.ts'
import {
  each,
  json,
  refusable,
  respond,
  suite,
  wrong,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object'
type Body = { [key: string]: Json }

const FORMAT = { type: 'json_schema', name: 'answer', strict: true, schema: COLOUR }

const ofChat = (step: Step): Step => ({ ...step, model: 'chat' })

/** All of these are sent by other suites as well. */
const steps = {
  none: refusable(respond({ ...RESPONSE_CALL, tool_choice: 'none' })),
  single: refusable(respond(PARALLEL_OFF)),
  narrow: refusable(respond(NARROW)),
  object: refusable(respond(AS_OBJECT)),
  schema: ofChat(refusable(respond({ input: IN_WORDS, max_output_tokens: 40, text: { format: FORMAT } }))),
  instructed: ofChat(respond(INSTRUCTED)),
  unstored: ofChat(respond({ input: 'Say hello.', store: false, max_output_tokens: 16 })),
  calm: { ...refusable(respond(WITHOUT_EFFORT)), model: 'thinking' as const },
}
type Name = keyof typeof steps

const echoing = (more: Body) => json(responseOf([messageItem('Hello.')], { temperature: 0, model: 'model', ...more }))
const TOLD: Record<Name, Body> = {
  none: { max_output_tokens: 40, tools: RESPONSE_CALL.tools, tool_choice: 'none' },
  single: { max_output_tokens: 64, tools: PARALLEL_OFF.tools, parallel_tool_calls: false },
  narrow: { temperature: 2, top_p: 0.01 },
  object: { text: { format: { type: 'json_object' } } },
  schema: { max_output_tokens: 40, text: { format: FORMAT } },
  instructed: { instructions: INSTRUCTED.instructions },
  unstored: { store: false },
  calm: { reasoning: { effort: 'none', summary: null } },
}

const valueOf = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)
const names = (tools: unknown): string[] =>
  asArray(tools)
    .filter(isObject)
    .map((tool) => [tool['type'], tool['name'] ?? ''].join(' '))
    .sort()
/** Tools that are searched for come back in a namespace, and those that come with the input beside the others. */
const searches = ({ tools, input }: JsonObject): boolean =>
  [...asArray(tools), ...asArray(input)].some(
    (one) =>
      ['tool_search', 'additional_tools'].includes(String(valueOf(one, 'type'))) ||
      valueOf(one, 'defer_loading') === true,
  )
const label = (name: string): string => name.split(' ').findLast(Boolean) ?? name
/** The same tools, or, where more are searched for, at least these. */
const hasTools: SaysAgain = (expected, actual, one) => {
  if (!searches(one.request)) return saysAgain(expected, actual)
  const told = asArray(actual).map((name) => label(String(name)))
  return asArray(expected).every((name) => told.includes(label(String(name))))
}

interface Echo {
  /** Where it is not simply the same. */
  same?: SaysAgain
  /** Where the field is not one of the request itself. */
  read?: ReadField
  step: Name
  wrong: Body
  breaks: string
  seen: string
}

const ECHOES: Record<string, Echo> = {
  tool_choice: {
    step: 'none',
    wrong: { tool_choice: 'auto' },
    seen: '91 of 91',
    breaks: 'whoever reads the log believes that the model was free to choose',
  },
  parallel_tool_calls: {
    step: 'single',
    wrong: { parallel_tool_calls: true },
    seen: '5 of 5',
    breaks: 'whoever reads the log believes that calls might come together',
  },
  max_output_tokens: {
    step: 'none',
    wrong: { max_output_tokens: null },
    seen: '40 of 40',
    breaks: 'a cut answer cannot be explained afterwards',
  },
  temperature: {
    step: 'narrow',
    wrong: { temperature: 1 },
    seen: '34 of 34',
    breaks: 'answers cannot be reproduced from what was logged',
  },
  top_p: {
    step: 'narrow',
    wrong: { top_p: 1 },
    seen: '3 of 3',
    breaks: 'answers cannot be reproduced from what was logged',
  },
  tools: {
    read: (body) => (asArray(body['tools']).length === 0 ? undefined : names(body['tools'])),
    same: hasTools,
    step: 'none',
    wrong: { tools: [{ type: 'function', name: '' }] },
    seen: '264 of 264',
    breaks: 'strict clients parse the tools again; a tool that became another one is seen nowhere else',
  },
  'text.format': {
    read: inside('text', 'format', 'type'),
    step: 'object',
    wrong: { text: { format: { type: 'text' } } },
    seen: '38 of 38',
    breaks: 'a client cannot tell from the response whether to parse its text',
  },
  'text.format.name': {
    read: inside('text', 'format', 'name'),
    step: 'schema',
    wrong: { text: { format: { ...FORMAT, name: 'response' } } },
    seen: '36 of 36',
    breaks: 'logs and caches that are kept by the name of the schema take the answers for those of another one',
  },
  'text.format.strict': {
    read: inside('text', 'format', 'strict'),
    step: 'schema',
    wrong: { text: { format: { ...FORMAT, strict: false } } },
    seen: '32 of 32',
    breaks: 'a client cannot tell from the response whether it must check the text',
  },
  instructions: {
    step: 'instructed',
    wrong: { instructions: null },
    seen: '101 of 101',
    breaks: 'whoever reads the log cannot tell under which instructions the model answered',
  },
  store: {
    step: 'unstored',
    wrong: { store: true },
    seen: '253 of 253',
    breaks: 'an app that must not leave texts with the server cannot show that it did not',
  },
  'reasoning.effort': {
    read: inside('reasoning', 'effort'),
    step: 'calm',
    wrong: { reasoning: { effort: null } },
    seen: '33 of 33',
    breaks: 'costs cannot be explained afterwards',
  },
}

/** The model that was asked for by its name, and the one that a response names, in whichever event of a stream. */
function modelsOf(one: Observation): { asked: string; got: string } | undefined {
  const all = everyResponse(one).flatMap(({ model }) => (typeof model === 'string' ? [model] : []))
  const asked = one.request['model'] ?? all[0]
  const got = all.find((model) => !isModelAsked(String(asked), model)) ?? all[0]
  const isMeant = asks(one, 'POST', /\/responses$/) && givesResponse(one) && asked !== NO_SUCH_MODEL
  return isMeant && typeof asked === 'string' && got !== undefined ? { asked, got } : undefined
}

/** Pass means that it is repeated, not that it has an effect: that is for the rules on each parameter. */
const echoRule = (field: string, { read, same, step, wrong: spoilt, seen, breaks }: Echo): Rule<typeof steps> => ({
  level: 'should',
  source: `${SOURCE}; observed in ${seen} answers`,
  breaks,
  sentence: `A response says the \`${field}\` it was asked for with.`,
  traffic: echoes(field, read, same),
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
    schema: echoing(TOLD.schema),
    instructed: echoing(TOLD.instructed),
    unstored: echoing(TOLD.unstored),
    calm: echoing(TOLD.calm),
  },
  rules: {
    ...Object.fromEntries(
      Object.entries(ECHOES).map(([field, echo]) => [field.replaceAll(/[._]/g, '-'), echoRule(field, echo)]),
    ),
    model: {
      level: 'should',
      source: `${SOURCE}; observed: the name asked for or its dated snapshot`,
      breaks: 'cost tables, logs and routers that look up the name',
      sentence: 'A response names the `model` it was asked for with, or the dated snapshot behind that name.',
      traffic: each('no response names a model', modelsOf, ({ asked, got }, one) =>
        isModelAsked(asked, got) ? undefined : wrong(one, '$.model', 'another model is named', asked, got),
      ),
      conforming: [{}, { none: echoing({ ...TOLD.none, model: 'model-2026-01-01' }) }],
      violating: [{ none: echoing({ ...TOLD.none, model: 'default' }) }],
    },
  },
})
