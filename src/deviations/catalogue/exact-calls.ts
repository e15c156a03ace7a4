import type { Json } from '../../suite/steps.ts'
import type { Deviation } from '../deviation.ts'
import { objects, parsedObject, textOf, type JsonObject } from '../server-reply.ts'
import { recalled } from '../tool-calls.ts'

const eachValue =
  (change: (value: Json) => Json) =>
  (args: string): string => {
    const parsed = parsedObject(args)
    return parsed
      ? JSON.stringify(Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, change(value)])))
      : args
  }

const scalarsAsText = eachValue((value) =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
)
const nestedAsText = eachValue((value) => (typeof value === 'object' ? JSON.stringify(value) : value))
const capitals = eachValue((value) => (typeof value === 'string' ? value.toUpperCase() : value))

const renamed = (change: (name: string) => string): Deviation['hooks'] =>
  recalled((calls) => calls.map((call) => ({ ...call, name: change(call.name) })))
const rewritten = (change: (args: string) => string): Deviation['hooks'] =>
  recalled((calls) => calls.map((call) => ({ ...call, arguments: change(call.arguments) })))

const inResponses = (change: (call: JsonObject) => JsonObject): Deviation['hooks'] => ({
  responseObject: (response) => ({
    ...response,
    output: objects(response['output']).map((item) => (item['type'] === 'function_call' ? change(item) : item)),
  }),
})

/** Calls that are not those that the model wrote. */
export const deviations: Deviation[] = [
  {
    name: 'tool-names-lower-cased',
    about: 'names of tools lose their capitals',
    rules: ['tools/names/declared'],
    hooks: renamed((name) => name.toLowerCase()),
  },
  {
    name: 'tool-names-without-dashes',
    about: 'dashes in names of tools become underscores',
    rules: ['tools/names/declared'],
    hooks: renamed((name) => name.replaceAll('-', '_')),
  },
  {
    name: 'tool-names-cut-at-40',
    about: 'names of tools end after 40 characters',
    rules: ['tools/names/declared'],
    hooks: renamed((name) => name.slice(0, 40)),
  },
  {
    name: 'numbers-as-text-in-arguments',
    about: 'numbers and booleans in arguments become text',
    seen: ['parsers of XML-like calls'],
    rules: ['tools/exact-calls/numbers-and-booleans'],
    hooks: rewritten(scalarsAsText),
  },
  {
    name: 'objects-as-text-in-arguments',
    about: 'objects in arguments become text',
    seen: ['parsers of XML-like calls'],
    rules: ['tools/exact-calls/objects'],
    hooks: rewritten(nestedAsText),
  },
  {
    name: 'capitals-in-arguments',
    about: 'words in arguments are written in capitals',
    rules: ['tools/exact-calls/words'],
    hooks: rewritten(capitals),
  },
  {
    name: 'responses-names-lower-cased',
    about: 'names of functions lose their capitals',
    rules: ['responses/exact-calls/name-kept'],
    hooks: inResponses((call) => ({ ...call, name: textOf(call['name']).toLowerCase() })),
  },
  {
    name: 'responses-numbers-as-text',
    about: 'numbers and booleans in arguments become text',
    rules: ['responses/exact-calls/arguments-kept'],
    hooks: inResponses((call) => ({ ...call, arguments: scalarsAsText(textOf(call['arguments'])) })),
  },
]
