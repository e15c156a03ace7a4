import { inCalls, inChoices, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { objects, textOf } from '../server-reply.ts'
import { recalled, withArguments } from '../tool-calls.ts'

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

export const deviations: Deviation[] = [
  {
    name: 'plain-finish-stop',
    about: 'a plain call ends with `stop`',
    seen: ['Ollama before 0.3.1'],
    rules: ['tools/finish-reason/plain'],
    hooks: inChoices((choice) => {
      if (choice['finish_reason'] === 'tool_calls') choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'finish-tool-calls-though-cut',
    about: 'a call cut by the cap ends with `tool_calls`',
    seen: ['Ollama to 0.24'],
    rules: ['tools/cut-call/plain', 'tools/cut-call/streamed'],
    hooks: {
      generation: (choice) =>
        choice.calls.length > 0 && choice.finish === 'length' ? { ...choice, finish: 'tool_calls' } : choice,
    },
  },
  {
    name: 'finish-tool-calls-without',
    about: 'text ends with `tool_calls` where tools were declared',
    rules: ['tools/choice-none/finish-reason'],
    hooks: {
      generation: (choice, request) =>
        request['tools'] && choice.calls.length === 0 ? { ...choice, finish: 'tool_calls' } : choice,
    },
  },
  {
    name: 'id-absent',
    about: 'calls have no id',
    seen: ['Ollama before 0.3'],
    rules: ['tools/call/id'],
    hooks: inCalls((call) => {
      delete call['id']
    }),
  },
  {
    name: 'id-empty',
    about: 'calls have the id ""',
    rules: ['tools/call/id'],
    hooks: inCalls((call) => {
      call['id'] = ''
    }),
  },
  {
    name: 'ids-equal',
    about: 'the calls of an answer have one id',
    rules: ['tools/parallel/distinct-ids', 'tools/parallel/stream-distinct-ids'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, id: 'call_1' }))),
  },
  {
    name: 'id-is-the-name',
    about: 'the id of a call is its function’s name',
    rules: ['tools/ids/differ-between-answers'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, id: call.name }))),
  },
  {
    name: 'type-absent',
    about: 'calls have no type',
    rules: ['tools/call/type'],
    hooks: inCalls((call) => {
      delete call['type']
    }),
  },
  {
    name: 'index-in-plain-call',
    about: 'plain calls carry an index',
    seen: ['Ollama'],
    rules: ['tools/call/no-index'],
    hooks: inCalls((call, _, at) => {
      call['index'] = at
    }),
  },
  {
    name: 'arguments-object',
    about: 'arguments are an object, not a string',
    seen: ['native Ollama'],
    rules: ['tools/call/arguments-are-text'],
    hooks: inCalls((_, fn) => {
      fn['arguments'] = { city: textOf(fn['arguments']) }
    }),
  },
  {
    name: 'arguments-encoded-twice',
    about: 'arguments are a JSON string in a JSON string',
    rules: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => JSON.stringify(args)),
  },
  {
    name: 'arguments-cut',
    about: 'arguments lack their last character',
    rules: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => args.slice(0, -1)),
  },
  {
    name: 'arguments-wrapped',
    about: 'arguments are wrapped in the function’s name',
    seen: ['Ollama 0.10'],
    rules: ['tools/call/arguments-validate'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, arguments: `{"${call.name}":${call.arguments}}` }))),
  },
  {
    name: 'arguments-empty',
    about: 'arguments are ""',
    rules: ['tools/call/arguments-parse'],
    hooks: withArguments(() => ''),
  },
  {
    name: 'arguments-null',
    about: 'arguments are null',
    rules: ['tools/call/arguments-are-text'],
    hooks: inCalls((_, fn) => {
      fn['arguments'] = null
    }),
  },
  {
    name: 'arguments-python',
    about: 'arguments are printed as the language prints them',
    rules: ['tools/call/arguments-parse'],
    hooks: withArguments((args) => args.replaceAll('"', "'")),
  },
  {
    name: 'name-undeclared',
    about: 'a function is called that was not declared',
    seen: ['Ollama before 0.9.1'],
    rules: ['tools/names/declared'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: 'other_tool' }))),
  },
  {
    name: 'name-shortened',
    about: 'the name stops at the first part of it',
    seen: ['Ollama 0.9.1'],
    rules: ['tools/names/not-shortened'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: call.name.split('_')[0] ?? '' }))),
  },
  {
    name: 'name-with-namespace',
    about: 'the name comes with a prefix',
    rules: ['tools/names/declared'],
    hooks: recalled((calls) => calls.map((call) => ({ ...call, name: `functions.${call.name}` }))),
  },
  {
    name: 'call-as-tagged-text',
    about: 'the call comes as text in tags',
    seen: ['qwen3-coder'],
    rules: ['tools/markup/not-in-content'],
    hooks: asText((name, args) => `<tool_call>\n{"name": "${name}", "arguments": ${args}}\n</tool_call>`),
  },
  {
    name: 'call-as-json-text',
    about: 'the call comes as JSON text',
    rules: ['tools/markup/not-in-content'],
    hooks: asText((name, args) => `{"name": "${name}", "arguments": ${args}}`),
  },
  {
    name: 'call-and-text',
    about: 'the call comes as call and as text',
    seen: ['Ollama 0.9.2'],
    rules: ['tools/markup/not-in-content'],
    hooks: inChoices((_, message) => {
      if (message['tool_calls']) message['content'] = JSON.stringify(message['tool_calls'])
    }),
  },
  {
    name: 'content-empty-with-calls',
    about: 'content is "" beside calls',
    seen: ['Ollama'],
    rules: ['tools/call/content-null'],
    hooks: inChoices((_, message) => {
      if (message['tool_calls']) message['content'] = ''
    }),
  },
  {
    name: 'tool-calls-null',
    about: '`tool_calls` is null without calls',
    seen: ['Mistral'],
    rules: ['chat/response/choices-message-tool-calls-type'],
    hooks: inChoices((_, message) => {
      message['tool_calls'] ??= null
    }),
  },
  {
    name: 'tool-calls-empty',
    about: '`tool_calls` is [] without calls',
    rules: ['chat/response/choices-message-tool-calls-value'],
    hooks: inChoices((_, message) => {
      message['tool_calls'] ??= []
    }),
  },
  {
    name: 'legacy-function-call',
    about: 'the call comes as the `function_call` of old',
    rules: ['tools/choice-required/forces-a-call'],
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
    about: 'a call the server cannot read gives a 500',
    seen: ['Ollama with gpt-oss'],
    rules: ['tools/call/answered'],
    hooks: refuses((body) => body['tools'] !== undefined, 500, 'error parsing tool call'),
  },
]
