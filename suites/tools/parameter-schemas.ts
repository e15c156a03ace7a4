import { MADRID } from '../../fixtures/replies/tool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { functionTool, WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { accepted } from '../../src/checks/tools.ts'
import {
  answer,
  anyAnswer,
  chat,
  countsOnly,
  inconclusive,
  refusal,
  suite,
  ignored,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

type JsonObject = { [key: string]: Json }

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

/** Schemas as pydantic, zod and MCP servers generate them. OpenAI takes each. */
const SCHEMAS: Record<string, { what: string; parameters: JsonObject | undefined }> = {
  'type-array': {
    what: 'a list of types in its parameters',
    parameters: object({ city: { type: ['string', 'null'] } }),
  },
  'any-of': {
    what: '`anyOf` in its parameters',
    parameters: object({ city: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
  },
  refs: {
    what: '`$ref` and `$defs` in its parameters',
    parameters: object({ city: { $ref: '#/$defs/City' } }, { $defs: { City: object({ name: { type: 'string' } }) } }),
  },
  'string-enum': {
    what: 'an enum of strings in its parameters',
    parameters: object({ unit: { type: 'string', enum: ['celsius', 'kelvin'] } }),
  },
  'number-enum': {
    what: 'an enum of numbers in its parameters',
    parameters: object({ days: { type: 'integer', enum: [1, 2, 3] } }),
  },
  nested: {
    what: 'objects within objects in its parameters',
    parameters: object({ place: object({ city: object({ name: { type: 'string' } }) }) }),
  },
  'array-items': {
    what: 'lists with `items` in its parameters',
    parameters: object({ cities: { type: 'array', items: { type: 'string' } } }),
  },
  'no-properties': { what: 'parameters without properties', parameters: object({}) },
  'no-parameters': { what: 'no parameters at all', parameters: undefined },
  annotations: {
    what: '`title`, `default` and `$schema` in its parameters',
    parameters: object(
      { city: { type: 'string', title: 'City', default: 'Rome' } },
      { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Args' },
    ),
  },
  bounds: {
    what: '`minimum`, `pattern` and `format` in its parameters',
    parameters: object({
      days: { type: 'integer', minimum: 1, maximum: 9 },
      day: { type: 'string', format: 'date', pattern: '^2' },
    }),
  },
}

/** The least a tool can cost: any schema makes the prompt longer. */
const BARE = 'no-parameters'
const called = answer({ toolCalls: [MADRID] })
const uncounted = answer({ usage: null })

const toolWith = (parameters: JsonObject | undefined): Json =>
  parameters
    ? functionTool('look_up', 'Looks something up', parameters)
    : { type: 'function', function: { name: 'look_up', description: 'Looks something up' } }

const steps = Object.fromEntries(
  Object.entries(SCHEMAS).map(([slug, { parameters }]): [string, Step] => [
    slug,
    countsOnly(anyAnswer(chat({ messages: GREETING, tools: [toolWith(parameters)], max_tokens: 4 }))),
  ]),
)

/** The model got to see the parameters: the prompt is longer than with a tool that has none. */
function* seen(
  control: Observation,
  bare: Observation | undefined,
  observation: Observation,
): Generator<Finding, Inconclusive | void> {
  const [without, having] = bare ? [bare, observation].map(promptTokens) : []
  if (without === undefined || having === undefined) {
    if (toolCalls(control).length === 0) return inconclusive('nothing shows that the server reads tools')
  } else if (having === without) {
    yield ignored(
      observation,
      PROMPT_TOKENS,
      'the prompt is no longer than with a tool that has no parameters',
      `more than ${without}`,
      having,
    )
  } else if (having < without)
    return inconclusive(
      'the prompt is counted as shorter than with a tool that has no parameters: part of it may have come from the cache',
    )
}

const rules = Object.fromEntries(
  Object.entries(SCHEMAS).map(([slug, { what }]): [string, Rule<Record<string, Step>>] => [
    slug,
    {
      level: 'should',
      sentence: `A tool with ${what} is accepted, and the model gets to see it.`,
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools',
      breaks: 'the whole request of every client with such a tool: MCP, zod and pydantic generate them (ollama#10328)',
      // The control tells a server that refuses this schema from one that refuses every tool.
      reads: ['control', BARE, slug],
      *check({ control, [BARE]: bare, [slug]: observation }) {
        if (!control || !bare || !observation) return
        yield* accepted(observation, `a tool with ${what} was refused`)
        return yield* seen(control, slug === BARE ? undefined : bare, observation)
      },
      conforming: [
        {},
        { [slug]: answer({ content: '', finish: 'length', promptTokens: 60 }) },
        { [BARE]: uncounted, control: called },
      ],
      violating: [
        { [slug]: refusal(400, { message: 'json: cannot unmarshal array into Go struct field of type string' }) },
        { [slug]: refusal(500, { message: 'template: error calling index' }) },
        ...(slug === BARE ? [] : [{ [slug]: answer({ promptTokens: 40 }) }]),
      ],
      inconclusive: [
        { control: refusal(400, { message: 'this model does not support tools' }) },
        { [BARE]: uncounted, control: answer() },
      ],
    },
  ]),
)

export default suite({
  id: 'tools/parameter-schemas',
  about: 'tools with parameter schemas as libraries generate them',
  model: 'tools',
  steps: { control: chat(WEATHER_CALL), ...steps },
  conforming: {
    ...Object.fromEntries(Object.keys(steps).map((name) => [name, answer({ promptTokens: 60 })])),
    control: called,
    [BARE]: answer({ promptTokens: 40 }),
  },
  rules,
})
