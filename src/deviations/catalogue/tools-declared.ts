import { refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const parametersOf = (body: JsonObject): string =>
  JSON.stringify(
    objects(body['tools']).map((tool) =>
      isObject(tool['function']) ? (tool['function']['parameters'] ?? null) : null,
    ),
  )

/** Tools as a server reads them whose types do not know a keyword of their parameters. */
const unread = (change: (parameter: JsonObject) => JsonObject): Hooks => ({
  request: (body) =>
    Array.isArray(body['tools'])
      ? { ...body, tools: objects(body['tools']).map((tool) => withParameters(tool, change)) }
      : body,
})

/** Of a tool as a chat declares it, and as a request for a response does. */
function withParameters(tool: JsonObject, change: (parameter: JsonObject) => JsonObject): JsonObject {
  const { function: fn, parameters } = tool
  if (isObject(fn)) return { ...tool, function: withParameters(fn, change) }
  if (!isObject(parameters) || !isObject(parameters['properties'])) return tool
  const properties: JsonObject = Object.fromEntries(
    Object.entries(parameters['properties']).map(([name, one]) => [name, isObject(one) ? change(one) : one]),
  )
  return { ...tool, parameters: { ...parameters, properties } }
}

const lacking = (keyword: string, slug: string): Deviation => ({
  name: `tool-${slug}-dropped`,
  about: `\`${keyword}\` of a parameter does not reach the model`,
  rules: [`tools/parameter-keywords/${slug}`],
  hooks: unread((parameter) => Object.fromEntries(Object.entries(parameter).filter(([key]) => key !== keyword))),
})

export const deviations: Deviation[] = [
  {
    name: 'tools-refused',
    about: 'tools are refused on a model that has them',
    rules: ['tools/call/answered'],
    hooks: refuses((body) => body['tools'] !== undefined, 400, 'does not support tools'),
  },
  {
    name: 'toolless-ignores-tools',
    about: 'a model without tools takes them and is not told',
    rules: ['tools/no-tool-support/not-silent'],
    hooks: { request: (body) => (body['model'] === 'o1-mini' ? { ...body, tools: null } : body) },
  },
  {
    name: 'toolless-crashes',
    about: 'tools on a model without them give a 500',
    rules: ['tools/no-tool-support/proper-answer'],
    hooks: { refusal: (refusal) => (refusal.code === 'unsupported_parameter' ? { ...refusal, status: 500 } : refusal) },
  },
  {
    name: 'type-list-refused',
    about: 'a parameter with a list of types is refused',
    seen: ['Ollama 0.6.5'],
    rules: ['tools/parameter-schemas/type-array'],
    hooks: refuses((body) => parametersOf(body).includes('"type":["')),
  },
  {
    name: 'number-enum-refused',
    about: 'an enum of numbers is refused',
    seen: ['Ollama before 0.6.6'],
    rules: ['tools/parameter-schemas/number-enum'],
    hooks: refuses((body) => /"enum":\[\d/.test(parametersOf(body))),
  },
  {
    name: 'any-of-refused',
    about: 'anyOf in parameters is refused',
    rules: ['tools/parameter-schemas/any-of'],
    hooks: refuses((body) => parametersOf(body).includes('anyOf')),
  },
  {
    name: 'references-refused',
    about: '$ref in parameters is refused',
    rules: ['tools/parameter-schemas/refs'],
    hooks: refuses((body) => parametersOf(body).includes('$ref')),
  },
  {
    name: 'nested-refused',
    about: 'objects in objects are refused',
    rules: ['tools/parameter-schemas/nested'],
    hooks: refuses((body) => (parametersOf(body).match(/"properties"/g) ?? []).length > 1),
  },
  {
    name: 'no-parameters-refused',
    about: 'a tool without parameters is refused',
    rules: ['tools/parameter-schemas/no-parameters'],
    hooks: refuses((body) => parametersOf(body).includes('"properties":{}') || parametersOf(body).includes('[null')),
  },
  {
    name: 'parameterless-call-lost',
    about: 'calls without arguments are taken for text',
    seen: ['Ollama 0.9.1'],
    rules: ['tools/no-arguments/plain'],
    hooks: {
      generation: (choice) =>
        choice.calls.some((call) => call.arguments === '{}')
          ? { ...choice, calls: [], text: '{"name": "get_time", "arguments": {}}', finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'braces-break-calls',
    about: 'braces in a string argument break the call',
    seen: ['Ollama 0.8 to 0.30'],
    rules: ['tools/braces/plain'],
    hooks: {
      generation: (choice) =>
        choice.calls.some((call) => call.arguments.includes('}}'))
          ? {
              ...choice,
              calls: [],
              text: `{"name": "run_code", "arguments": ${choice.calls[0]?.arguments ?? ''}}`,
              finish: 'stop',
            }
          : choice,
    },
  },
  lacking('description', 'description'),
  lacking('enum', 'enum'),
  lacking('properties', 'nested'),
  lacking('items', 'items'),
]
