import type { Deviation } from '../deviation.ts'
import { callsAllTheSame, callsAnother, eachArguments, eachCall, ofCalls, withText, words } from '../retellings.ts'
import { inResponse, pair, type Retelling } from '../said.ts'
import { isObject, type Generation } from '../server-reply.ts'

/** Calls that come as text. */
const asText = (write: (name: string, args: string) => string): Retelling =>
  ofCalls(({ calls }) => withText(calls.map(({ name, arguments: args }) => write(name, args)).join('\n')))

const jsonOf = (name: string, args: string): string => `{"name": "${name}", "arguments": ${args}}`

/** The deviation of responses that chats have under the name without `responses-`. */
const ofResponse = (name: string, about: string, rules: string[], retell: Retelling): Deviation => ({
  name: `responses-${name}`,
  about: `a response: ${about}`,
  rules: rules.map((rule) => `responses/${rule}`),
  hooks: inResponse(retell),
})

const renamed =
  (change: (name: string) => string): Retelling =>
  (said, asked) =>
    eachCall(({ name }: Generation['calls'][number]) => ({ name: change(name) }))(said, asked)

/** Function calls that are not as they were asked for, in what is said and not in how it is sent. */
export const deviations: Deviation[] = [
  ...pair({
    name: 'call-as-fenced-text',
    about: 'the call comes as JSON in a code fence in the text',
    chat: ['tools/choice-required/forces-a-call'],
    responses: ['responses/function-call/required-calls'],
    retell: asText((name, args) => `\`\`\`json\n${jsonOf(name, args)}\n\`\`\``),
  }),
  ...pair({
    name: 'call-as-function-tags',
    about: 'the call comes as text in `<function=…>` tags',
    seen: ['qwen3-coder and qwen3.5 on Ollama'],
    chat: ['tools/markup/not-in-content'],
    responses: ['responses/function-call/required-calls'],
    retell: asText((name, args) => `<function=${name}>\n${args}\n</function>`),
  }),
  ofResponse(
    'call-as-json-text',
    'the call comes as bare JSON in the text',
    ['function-call/required-calls'],
    asText(jsonOf),
  ),
  ofResponse(
    'call-as-tagged-text',
    'the call comes as text in `<tool_call>` tags',
    ['function-call/required-calls'],
    asText((name, args) => `<tool_call>\n${jsonOf(name, args)}\n</tool_call>`),
  ),
  ...pair({
    name: 'arguments-lack-required',
    about: 'the arguments of a call lack a property that its schema requires',
    seen: ['Ollama 0.9.2 and 0.9.3'],
    chat: ['tools/choice-required/required-properties'],
    responses: ['responses/strict/arguments-conform'],
    retell: eachArguments((args) => Object.fromEntries(Object.entries(args).slice(1))),
  }),
  ...pair({
    name: 'arguments-under-other-keys',
    about: 'the arguments of a call stand under other keys than its schema has',
    chat: ['tools/choice-required/required-properties'],
    responses: ['responses/strict/arguments-conform'],
    retell: eachArguments((args) =>
      Object.fromEntries(Object.entries(args).map(([key, value]) => [`${key}_name`, value])),
    ),
  }),
  ...pair({
    name: 'arguments-empty-object',
    about: 'the arguments of each call are `{}`',
    chat: ['tools/choice-required/required-properties'],
    responses: ['responses/strict/arguments-conform'],
    retell: eachArguments(() => ({})),
  }),
  ...pair({
    name: 'arguments-with-more',
    about: 'the arguments of a call have a property that its schema does not allow',
    chat: ['tools/strict/arguments-conform'],
    responses: ['responses/strict/arguments-conform'],
    retell: eachArguments((args) => ({ ...args, note: 'as asked' })),
  }),
  ofResponse(
    'arguments-all-text',
    'every value in the arguments of a call is a string',
    ['exact-calls/arguments-kept'],
    eachArguments((args) =>
      Object.fromEntries(
        Object.entries(args).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
      ),
    ),
  ),
  ...pair({
    name: 'arguments-not-json',
    about: 'the arguments of a call are words, not JSON',
    chat: ['tools/call/arguments-parse'],
    responses: ['responses/function-call/arguments-parse'],
    retell: eachCall(({ arguments: args }) => ({ arguments: args.replaceAll(/[{}"]/g, '').replaceAll(':', ' = ') })),
  }),
  ...pair({
    name: 'arguments-twice',
    about: 'the arguments of a call are two JSON objects in a row',
    seen: ['LiteLLM `ollama_chat`, where calls shared an index'],
    chat: ['tools/call/arguments-parse'],
    responses: ['responses/function-call/arguments-parse'],
    retell: eachCall(({ arguments: args }) => ({ arguments: args + args })),
  }),
  ofResponse(
    'arguments-wrapped',
    'the arguments of a call are wrapped in the name of the function',
    ['strict/arguments-conform'],
    eachCall(({ name, arguments: args }) => ({ arguments: `{"${name}":${args}}` })),
  ),
  ofResponse(
    'arguments-empty',
    'the arguments of each call are ""',
    ['function-call/arguments-parse'],
    eachCall(() => ({ arguments: '' })),
  ),
  ofResponse(
    'name-undeclared',
    'a function is called that the request does not declare',
    ['tool-choice/named'],
    renamed(() => 'other_tool'),
  ),
  ofResponse(
    'name-with-prefix',
    'the name of the called function has the prefix `functions.`',
    ['tool-choice/named'],
    renamed((name) => `functions.${name}`),
  ),
  ofResponse(
    'tool-choice-required-ignored',
    '`tool_choice: "required"` is ignored, and text comes',
    ['function-call/required-calls'],
    words(({ choice }) => choice === 'required'),
  ),
  ofResponse(
    'tool-choice-named-ignored',
    'a `tool_choice` that names a function is ignored, and text comes',
    ['tool-choice/named'],
    words(({ choice }) => choice === 'named'),
  ),
  ofResponse(
    'tool-choice-none-ignored',
    '`tool_choice: "none"` is ignored, and a call comes',
    ['function-call/none-calls-nothing'],
    callsAllTheSame,
  ),
  ofResponse(
    'named-calls-another',
    'a `tool_choice` that names a function calls another one',
    ['tool-choice/named'],
    callsAnother,
  ),
  ofResponse(
    'objects-as-text',
    'objects and lists in the arguments of a call are JSON in strings',
    ['exact-calls/arguments-kept'],
    eachArguments((args) =>
      Object.fromEntries(
        Object.entries(args).map(([key, value]) => [
          key,
          isObject(value) || Array.isArray(value) ? JSON.stringify(value) : value,
        ]),
      ),
    ),
  ),
]
