import { isObject, objects, textOf, type Generation, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { deaf, inCalls, inChoices, inDeltas, inFragments, refuses, type Fault } from '../fault.ts'

/** The rule about each kind of choice. */
const CHOICE: Record<string, string> = { required: 'forces-a-call', none: 'no-call', named: 'forces-that-call' }

/** Changes the calls of an answer, plain or streamed. */
const recalled = (change: (calls: Generation['calls'], request: JsonObject) => Generation['calls']): Hooks => ({
  generation: (choice, request) =>
    choice.calls.length > 0 ? { ...choice, calls: change(choice.calls, request) } : choice,
})

/** Says the calls as text. */
const asText = (markup: (name: string, args: string) => string): Hooks => ({
  generation: (choice) =>
    choice.calls.length > 0
      ? {
          ...choice,
          text: choice.calls.map((call) => markup(call.name, call.arguments)).join(''),
          calls: [],
          finish: 'stop',
        }
      : choice,
})

const withArguments = (change: (args: string) => string): Hooks =>
  recalled((calls) => calls.map((call) => ({ ...call, arguments: change(call.arguments) })))
const choiceIs = (body: JsonObject, kind: string): boolean =>
  kind === 'named' ? isObject(body['tool_choice']) : body['tool_choice'] === kind
const choiceIgnored = (kind: string): Hooks => ({
  request: (body) => (choiceIs(body, kind) ? { ...body, tool_choice: 'auto' } : body),
})
const parametersOf = (body: JsonObject): string =>
  JSON.stringify(
    objects(body['tools']).map((tool) =>
      isObject(tool['function']) ? (tool['function']['parameters'] ?? null) : null,
    ),
  )
const earlierArguments = (body: JsonObject): string[] =>
  objects(body['messages'])
    .flatMap((message) => objects(message['tool_calls']))
    .map((call) => (isObject(call['function']) ? textOf(call['function']['arguments']) : ''))
const assistantContent = (body: JsonObject): unknown[] =>
  objects(body['messages'])
    .filter(({ role, tool_calls: calls }) => role === 'assistant' && calls !== undefined)
    .map(({ content }) => content)
/** Moves all arguments of a call into the fragment that opens it. */
function inOneFragment(chunks: JsonObject[]): JsonObject[] {
  const opened = new Map<unknown, JsonObject>()
  const kept: JsonObject[] = []
  for (const chunk of chunks) {
    const delta = objects(chunk['choices'])[0]?.['delta']
    const [fragment] = isObject(delta) ? objects(delta['tool_calls']) : []
    const fn = isObject(fragment?.['function']) ? fragment['function'] : undefined
    const opening = fragment && opened.get(fragment['index'])
    if (opening) opening['arguments'] = textOf(opening['arguments']) + textOf(fn?.['arguments'])
    else kept.push(chunk)
    if (fragment && fn && !opening) opened.set(fragment['index'], fn)
  }
  return kept
}

const parses = (text: string): boolean => {
  try {
    return isObject(JSON.parse(text))
  } catch {
    return false
  }
}

export const faults: Fault[] = [
  {
    name: 'tools-ignored',
    about: 'tools are accepted and never called',
    kills: ['tools/choice-required/forces-a-call', 'tools/choice-required/forces-a-call-streamed'],
    hooks: deaf('tools', 'tool_choice', 'parallel_tool_calls'),
  },
  {
    name: 'tool-choice-ignored',
    about: 'tool_choice is ignored (Ollama)',
    kills: ['tools/choice-none/no-call', 'tools/choice-required/forces-a-call', 'tools/choice-named/forces-that-call'],
    hooks: deaf('tool_choice'),
  },
  ...Object.entries(CHOICE).map(([kind, rule]): Fault => ({
    name: `tool-choice-${kind}-ignored`,
    about: `tool_choice ${kind} is read as auto`,
    kills: [`tools/choice-${kind}/${rule}`],
    hooks: choiceIgnored(kind),
  })),
  ...['required', 'none', 'auto', 'named'].map((kind): Fault => ({
    name: `tool-choice-${kind}-crashes`,
    about: `tool_choice ${kind} gives a 500`,
    kills: [`tools/choice-${kind}/answered`],
    hooks: refuses((body) => choiceIs(body, kind), 500, 'template: nil pointer'),
  })),
  {
    name: 'tool-choice-auto-as-none',
    about: 'tool_choice auto, named, keeps the model from calling',
    kills: ['tools/choice-auto/as-default'],
    hooks: { request: (body) => (choiceIs(body, 'auto') ? { ...body, tool_choice: 'none' } : body) },
  },
  {
    name: 'named-calls-first',
    about: 'a named tool_choice calls the first tool instead',
    kills: ['tools/choice-named/forces-that-call'],
    hooks: { request: (body) => (choiceIs(body, 'named') ? { ...body, tool_choice: 'required' } : body) },
  },
  {
    name: 'parallel-ignored',
    about: 'parallel_tool_calls: false is ignored (Ollama)',
    kills: ['tools/parallel-off/at-most-one'],
    hooks: deaf('parallel_tool_calls'),
  },
  {
    name: 'stream-index-always-0',
    about: 'every fragment has index 0 (Ollama 0.20.2)',
    kills: ['tools/parallel/stream-indexes'],
    hooks: inFragments((fragment) => {
      fragment['index'] = 0
    }),
  },
  {
    name: 'stream-index-absent',
    about: 'fragments have no index (Ollama before 0.4.7)',
    kills: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      delete fragment['index']
    }),
  },
  {
    name: 'stream-index-from-1',
    about: 'indexes begin at 1',
    kills: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      fragment['index'] = Number(fragment['index']) + 1
    }),
  },
  {
    name: 'stream-index-text',
    about: 'indexes are strings',
    kills: ['tools/stream-fragments/index'],
    hooks: inFragments((fragment) => {
      fragment['index'] = String(fragment['index'])
    }),
  },
  {
    name: 'stream-finish-stop',
    about: 'a streamed call ends with `stop` (Ollama 0.4.6)',
    kills: ['tools/finish-reason/streamed'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] === 'tool_calls') choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'plain-finish-stop',
    about: 'a plain call ends with `stop` (Ollama before 0.3.1)',
    kills: ['tools/finish-reason/plain'],
    hooks: inChoices((choice) => {
      if (choice['finish_reason'] === 'tool_calls') choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'finish-tool-calls-though-cut',
    about: 'a call cut by the cap ends with `tool_calls` (Ollama to 0.24)',
    kills: ['tools/cut-call/plain', 'tools/cut-call/streamed'],
    hooks: {
      generation: (choice) =>
        choice.calls.length > 0 && choice.finish === 'length' ? { ...choice, finish: 'tool_calls' } : choice,
    },
  },
  {
    name: 'finish-tool-calls-without',
    about: 'text ends with `tool_calls` where tools were declared',
    kills: ['tools/choice-none/finish-reason'],
    hooks: {
      generation: (choice, request) =>
        request['tools'] && choice.calls.length === 0 ? { ...choice, finish: 'tool_calls' } : choice,
    },
  },
  {
    name: 'stream-id-absent',
    about: 'the first fragment has no id (Ollama with gpt-oss, vLLM)',
    kills: ['tools/stream-fragments/opens-with-id'],
    hooks: inFragments((fragment) => {
      delete fragment['id']
    }),
  },
  {
    name: 'stream-id-empty',
    about: 'the first fragment has the id ""',
    kills: ['tools/stream-fragments/opens-with-id'],
    hooks: inFragments((fragment, _, opens) => {
      if (opens) fragment['id'] = ''
    }),
  },
  {
    name: 'stream-id-of-second-empty',
    about: 'the second call of a stream has the id ""',
    kills: ['tools/ids/opens-every-call'],
    hooks: inFragments((fragment, _, opens) => {
      if (opens && fragment['index'] !== 0) fragment['id'] = ''
    }),
  },
  {
    name: 'stream-id-changes',
    about: 'each fragment has an id of its own',
    kills: ['tools/stream-fragments/opens-with-name', 'tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) => {
        let n = 0
        return (
          inFragments((fragment) => {
            fragment['id'] = `call_${n++}`
          }).chunks?.(chunks, { model: '', messages: [] }) ?? chunks
        )
      },
    },
  },
  {
    name: 'stream-type-absent',
    about: 'the first fragment has no type (vLLM)',
    kills: ['tools/stream-fragments/opens-with-type'],
    hooks: inFragments((fragment) => {
      delete fragment['type']
    }),
  },
  {
    name: 'stream-name-repeated',
    about: 'the name comes with every fragment (llama.cpp)',
    kills: ['tools/stream-fragments/name-once'],
    hooks: inFragments((_, fn, opens) => {
      if (!opens) fn['name'] = 'get_weather'
    }),
  },
  {
    name: 'stream-name-emptied',
    about: 'later fragments have the name "" (LM Studio)',
    kills: ['tools/stream-fragments/id-and-type-once'],
    hooks: inFragments((_, fn, opens) => {
      if (!opens) fn['name'] = ''
    }),
  },
  {
    name: 'stream-name-late',
    about: 'the name is missing where the call opens',
    kills: ['tools/stream-fragments/opens-with-name'],
    hooks: inFragments((_, fn) => {
      delete fn['name']
    }),
  },
  {
    name: 'stream-arguments-cumulative',
    about: 'fragments repeat the arguments so far',
    kills: ['tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) => {
        let said = ''
        return (
          inFragments((_, fn, opens) => {
            said = opens ? '' : said + textOf(fn['arguments'])
            fn['arguments'] = said
          }).chunks?.(chunks, { model: '', messages: [] }) ?? chunks
        )
      },
    },
  },
  {
    name: 'stream-arguments-object',
    about: 'streamed arguments are an object',
    kills: ['tools/stream/arguments-join'],
    hooks: inFragments((_, fn) => {
      fn['arguments'] = { city: 'Rome' }
    }),
  },
  {
    name: 'stream-arguments-wrapped',
    about: 'streamed arguments are wrapped in the function’s name',
    kills: ['tools/stream/same-as-plain'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true
          ? {
              ...choice,
              calls: choice.calls.map((call) => ({ ...call, arguments: `{"${call.name}":${call.arguments}}` })),
            }
          : choice,
    },
  },
  {
    name: 'stream-arguments-whole',
    about: 'arguments come in one fragment, with the name (Ollama)',
    kills: ['tools/stream/in-pieces'],
    hooks: { chunks: inOneFragment },
  },
  {
    name: 'stream-arguments-lost',
    about: 'the last fragment of the arguments is dropped',
    kills: ['tools/stream/arguments-join'],
    hooks: {
      chunks: (chunks) =>
        chunks.filter((chunk) => chunk !== chunks.findLast((one) => JSON.stringify(one).includes('"tool_calls":['))),
    },
  },
  {
    name: 'stream-calls-not-streamed',
    about: 'streamed answers have no calls, only text (Ollama before 0.4.6)',
    kills: ['tools/choice-required/forces-a-call-streamed'],
    hooks: {
      generation: (choice, request) =>
        request['stream'] === true && choice.calls.length > 0
          ? { ...choice, calls: [], text: choice.calls[0]?.arguments ?? '', finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'stream-call-on-finish',
    about: 'the finish chunk carries a fragment',
    kills: ['streaming/finish/alone'],
    hooks: inDeltas((delta, choice) => {
      if (choice['finish_reason'] === 'tool_calls') delta['tool_calls'] = [{ index: 0, function: { arguments: '' } }]
    }),
  },
  {
    name: 'stream-text-beside-call',
    about: 'the call is streamed as text too',
    kills: ['tools/markup/not-in-content'],
    hooks: inDeltas((delta) => {
      if (delta['tool_calls']) delta['content'] = JSON.stringify(delta['tool_calls'])
    }),
  },
  {
    name: 'stream-finish-twice',
    about: 'two chunks end with `tool_calls` (OpenRouter)',
    kills: ['streaming/finish/one'],
    hooks: {
      chunks: (chunks) =>
        chunks.flatMap((chunk) =>
          JSON.stringify(chunk).includes('"finish_reason":"tool_calls"') ? [chunk, structuredClone(chunk)] : [chunk],
        ),
    },
  },
  {
    name: 'id-absent',
    about: 'calls have no id (Ollama before 0.3)',
    kills: ['tools/call/id'],
    hooks: inCalls((call) => {
      delete call['id']
    }),
  },
  {
    name: 'id-empty',
    about: 'calls have the id ""',
    kills: ['tools/call/id'],
    hooks: inCalls((call) => {
      call['id'] = ''
    }),
  },
  {
    name: 'ids-equal',
    about: 'the calls of an answer have one id',
    kills: ['tools/parallel/distinct-ids', 'tools/parallel/stream-distinct-ids'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, id: 'call_1' }))),
  },
  {
    name: 'id-is-the-name',
    about: 'the id of a call is its function’s name',
    kills: ['tools/ids/differ-between-answers'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, id: call.name }))),
  },
  {
    name: 'type-absent',
    about: 'calls have no type',
    kills: ['tools/call/type'],
    hooks: inCalls((call) => {
      delete call['type']
    }),
  },
  {
    name: 'index-in-plain-call',
    about: 'plain calls carry an index (Ollama)',
    kills: ['tools/call/no-index'],
    hooks: inCalls((call, _, at) => {
      call['index'] = at
    }),
  },
  {
    name: 'arguments-object',
    about: 'arguments are an object, not a string (native Ollama)',
    kills: ['tools/call/arguments-are-text'],
    hooks: inCalls((_, fn) => {
      fn['arguments'] = { city: textOf(fn['arguments']) }
    }),
  },
  {
    name: 'arguments-encoded-twice',
    about: 'arguments are a JSON string in a JSON string',
    kills: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => JSON.stringify(args)),
  },
  {
    name: 'arguments-cut',
    about: 'arguments lack their last character',
    kills: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => args.slice(0, -1)),
  },
  {
    name: 'arguments-wrapped',
    about: 'arguments are wrapped in the function’s name (Ollama 0.10)',
    kills: ['tools/call/arguments-validate'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, arguments: `{"${call.name}":${call.arguments}}` }))),
  },
  {
    name: 'arguments-empty',
    about: 'arguments are ""',
    kills: ['tools/call/arguments-parse'],
    hooks: withArguments(() => ''),
  },
  {
    name: 'arguments-null',
    about: 'arguments are null',
    kills: ['tools/call/arguments-are-text'],
    hooks: inCalls((_, fn) => {
      fn['arguments'] = null
    }),
  },
  {
    name: 'arguments-python',
    about: 'arguments are printed as the language prints them',
    kills: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => args.replaceAll('"', "'")),
  },
  {
    name: 'arguments-off-schema',
    about: 'arguments are not held to the schema (strict is dropped by Ollama)',
    kills: ['tools/strict/arguments-conform'],
    hooks: {
      generation: (choice, request) =>
        JSON.stringify(request['tools'] ?? null).includes('"strict":true')
          ? { ...choice, calls: choice.calls.map((call) => ({ ...call, arguments: '{"place":"Madrid"}' })) }
          : choice,
    },
  },
  {
    name: 'arguments-always-off-schema',
    about: 'arguments have other keys than declared',
    kills: ['tools/strict/arguments-conform'],
    hooks: withArguments(() => '{"place":"Madrid"}'),
  },
  {
    name: 'name-undeclared',
    about: 'a function is called that was not declared (Ollama before 0.9.1)',
    kills: ['tools/names/declared'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: 'other_tool' }))),
  },
  {
    name: 'name-shortened',
    about: 'the name stops at the first part of it (Ollama 0.9.1)',
    kills: ['tools/names/not-shortened'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: call.name.split('_')[0] ?? '' }))),
  },
  {
    name: 'name-with-namespace',
    about: 'the name comes with a prefix',
    kills: ['tools/names/declared'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: `functions.${call.name}` }))),
  },
  {
    name: 'call-as-tagged-text',
    about: 'the call comes as text in tags (qwen3-coder)',
    kills: ['tools/markup/not-in-content'],
    hooks: asText((name, args) => `<tool_call>\n{"name": "${name}", "arguments": ${args}}\n</tool_call>`),
  },
  {
    name: 'call-as-json-text',
    about: 'the call comes as JSON text',
    kills: ['tools/markup/not-in-content'],
    hooks: asText((name, args) => `{"name": "${name}", "arguments": ${args}}`),
  },
  {
    name: 'call-and-text',
    about: 'the call comes as call and as text (Ollama 0.9.2)',
    kills: ['tools/markup/not-in-content'],
    hooks: inChoices((_, message) => {
      if (message['tool_calls']) message['content'] = JSON.stringify(message['tool_calls'])
    }),
  },
  {
    name: 'content-empty-with-calls',
    about: 'content is "" beside calls (Ollama)',
    kills: ['tools/call/content-null'],
    hooks: inChoices((_, message) => {
      if (message['tool_calls']) message['content'] = ''
    }),
  },
  {
    name: 'tool-calls-null',
    about: 'tool_calls is null without calls (Mistral)',
    kills: ['chat/response/choices-message-tool-calls-type'],
    hooks: inChoices((_, message) => {
      message['tool_calls'] ??= null
    }),
  },
  {
    name: 'tool-calls-empty',
    about: 'tool_calls is [] without calls',
    kills: ['chat/response/choices-message-tool-calls-value'],
    hooks: inChoices((_, message) => {
      message['tool_calls'] ??= []
    }),
  },
  {
    name: 'legacy-function-call',
    about: 'the call comes as the function_call of old',
    kills: ['tools/choice-required/forces-a-call'],
    hooks: inChoices((_, message) => {
      const [call] = objects(message['tool_calls'])
      if (call) {
        message['function_call'] = call['function'] ?? null
        delete message['tool_calls']
      }
    }),
  },
  {
    name: 'calls-give-500',
    about: 'a call the server cannot read gives a 500 (Ollama with gpt-oss)',
    kills: ['tools/call/answered'],
    hooks: refuses((body) => body['tools'] !== undefined, 500, 'error parsing tool call'),
  },
  {
    name: 'tools-refused',
    about: 'tools are refused on a model that has them',
    kills: ['tools/call/answered'],
    hooks: refuses((body) => body['tools'] !== undefined, 400, 'does not support tools'),
  },
  {
    name: 'toolless-ignores-tools',
    about: 'a model without tools takes them and is not told',
    kills: ['tools/no-tool-support/not-silent'],
    hooks: { request: (body) => (body['model'] === 'o1-mini' ? { ...body, tools: null } : body) },
  },
  {
    name: 'toolless-crashes',
    about: 'tools on a model without them give a 500',
    kills: ['tools/no-tool-support/proper-answer'],
    hooks: { refusal: (refusal) => (refusal.code === 'unsupported_parameter' ? { ...refusal, status: 500 } : refusal) },
  },
  {
    name: 'type-list-refused',
    about: 'a parameter with a list of types is refused (Ollama 0.6.5)',
    kills: ['tools/parameter-schemas/type-array'],
    hooks: refuses((body) => parametersOf(body).includes('"type":["')),
  },
  {
    name: 'number-enum-refused',
    about: 'an enum of numbers is refused (Ollama before 0.6.6)',
    kills: ['tools/parameter-schemas/number-enum'],
    hooks: refuses((body) => /"enum":\[\d/.test(parametersOf(body))),
  },
  {
    name: 'any-of-refused',
    about: 'anyOf in parameters is refused',
    kills: ['tools/parameter-schemas/any-of'],
    hooks: refuses((body) => parametersOf(body).includes('anyOf')),
  },
  {
    name: 'references-refused',
    about: '$ref in parameters is refused',
    kills: ['tools/parameter-schemas/refs'],
    hooks: refuses((body) => parametersOf(body).includes('$ref')),
  },
  {
    name: 'nested-refused',
    about: 'objects in objects are refused',
    kills: ['tools/parameter-schemas/nested'],
    hooks: refuses((body) => (parametersOf(body).match(/"properties"/g) ?? []).length > 1),
  },
  {
    name: 'no-parameters-refused',
    about: 'a tool without parameters is refused',
    kills: ['tools/parameter-schemas/no-parameters'],
    hooks: refuses((body) => parametersOf(body).includes('"properties":{}') || parametersOf(body).includes('[null')),
  },
  {
    name: 'parameterless-call-lost',
    about: 'calls without arguments are taken for text (Ollama 0.9.1)',
    kills: ['tools/no-arguments/plain'],
    hooks: {
      generation: (choice) =>
        choice.calls.some((call) => call.arguments === '{}')
          ? { ...choice, calls: [], text: '{"name": "get_time", "arguments": {}}', finish: 'stop' }
          : choice,
    },
  },
  {
    name: 'braces-break-calls',
    about: 'braces in a string argument break the call (Ollama 0.8 to 0.30)',
    kills: ['tools/braces/plain'],
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
  {
    name: 'old-arguments-must-parse',
    about: 'earlier arguments that are no JSON object are refused (Ollama)',
    kills: [
      'tools/replayed-arguments/empty-text',
      'tools/replayed-arguments/empty-list',
      'tools/replayed-arguments/no-json',
    ],
    hooks: refuses((body) => earlierArguments(body).some((args) => !parses(args)), 400, 'invalid tool call arguments'),
  },
  {
    name: 'old-arguments-crash',
    about: 'earlier arguments that are no JSON object give a 500',
    kills: [
      'tools/replayed-arguments/empty-text',
      'tools/replayed-arguments/empty-list',
      'tools/replayed-arguments/no-json',
    ],
    hooks: refuses((body) => earlierArguments(body).some((args) => !parses(args)), 500, 'invalid tool call arguments'),
  },
  {
    name: 'old-calls-dropped-beside-text',
    about: 'earlier calls are dropped where content is a string (Ollama before 0.11.4)',
    kills: ['tools/assistant-replay/keeps-calls'],
    hooks: {
      generation: (choice, request) =>
        assistantContent(request).some((content) => typeof content === 'string')
          ? { ...choice, promptTokens: choice.promptTokens - 20 }
          : choice,
    },
  },
  {
    name: 'old-null-content-refused',
    about: 'an earlier call with content null is refused',
    kills: ['chat/replayed-turn/null-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes(null), 400, 'invalid message content type: <nil>'),
  },
  {
    name: 'old-empty-content-refused',
    about: 'an earlier call with content "" is refused',
    kills: ['chat/replayed-turn/empty-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes('')),
  },
  {
    name: 'old-absent-content-refused',
    about: 'an earlier call without content is refused',
    kills: ['chat/replayed-turn/absent-beside-calls'],
    hooks: refuses((body) => assistantContent(body).includes(undefined)),
  },
  {
    name: 'tool-result-last-fails',
    about: 'a turn that ends with the result of a tool gives a 500',
    kills: ['tools/run-tools/goes-on'],
    hooks: refuses((body) => objects(body['messages']).at(-1)?.['role'] === 'tool', 500, 'internal error'),
  },
  {
    name: 'tool-parts-refused',
    about: 'a tool result in parts is refused',
    kills: ['tools/result-round-trip/takes-parts'],
    hooks: refuses((body) =>
      objects(body['messages']).some(({ role, content }) => role === 'tool' && Array.isArray(content)),
    ),
  },
]
