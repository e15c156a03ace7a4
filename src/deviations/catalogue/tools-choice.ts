import { deaf, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'
import { withArguments } from '../tool-calls.ts'

/** The rule about each kind of choice. */
const CHOICE: Record<string, string> = { required: 'forces-a-call', none: 'no-call', named: 'forces-that-call' }

const choiceIs = (body: JsonObject, kind: string): boolean =>
  kind === 'named' ? isObject(body['tool_choice']) : body['tool_choice'] === kind

const choiceIgnored = (kind: string): Hooks => ({
  request: (body) => (choiceIs(body, kind) ? { ...body, tool_choice: 'auto' } : body),
})

function notStrict(tool: JsonObject): JsonObject {
  const { function: fn } = tool
  return isObject(fn) && 'strict' in fn ? { ...tool, function: { ...fn, strict: false } } : tool
}

export const deviations: Deviation[] = [
  {
    name: 'tools-ignored',
    about: 'tools are accepted and never called',
    rules: ['tools/choice-required/forces-a-call', 'tools/choice-required/forces-a-call-streamed'],
    hooks: deaf('tools', 'tool_choice', 'parallel_tool_calls'),
  },
  {
    name: 'tool-choice-ignored',
    about: '`tool_choice` is ignored',
    seen: ['Ollama'],
    rules: ['tools/choice-none/no-call', 'tools/choice-required/forces-a-call', 'tools/choice-named/forces-that-call'],
    hooks: deaf('tool_choice'),
  },
  ...Object.entries(CHOICE).map(([kind, rule]): Deviation => ({
    name: `tool-choice-${kind}-ignored`,
    about: `\`tool_choice\` ${kind} is read as \`auto\``,
    rules: [`tools/choice-${kind}/${rule}`],
    hooks: choiceIgnored(kind),
  })),
  ...['required', 'none', 'auto', 'named'].map((kind): Deviation => ({
    name: `tool-choice-${kind}-crashes`,
    about: `\`tool_choice\` ${kind} gives a 500`,
    rules: [`tools/choice-${kind}/answered`],
    hooks: refuses((body) => choiceIs(body, kind), 500, 'template: nil pointer'),
  })),
  {
    name: 'tool-choice-auto-as-none',
    about: '`tool_choice` auto, named, keeps the model from calling',
    rules: ['tools/choice-auto/as-default'],
    hooks: { request: (body) => (choiceIs(body, 'auto') ? { ...body, tool_choice: 'none' } : body) },
  },
  {
    name: 'chat-allowed-tools-ignored',
    about: '`allowed_tools` is taken for auto',
    seen: ['Ollama'],
    rules: ['tools/choice-allowed/only-those'],
    hooks: {
      request: (body) =>
        isObject(body['tool_choice']) && isObject(body['tool_choice']['allowed_tools'])
          ? { ...body, tool_choice: 'auto' }
          : body,
    },
  },
  {
    name: 'named-calls-first',
    about: 'a named `tool_choice` calls the first tool instead',
    rules: ['tools/choice-named/forces-that-call'],
    hooks: { request: (body) => (choiceIs(body, 'named') ? { ...body, tool_choice: 'required' } : body) },
  },
  {
    name: 'parallel-ignored',
    about: '`parallel_tool_calls`: false is ignored',
    seen: ['Ollama'],
    rules: ['tools/parallel-off/at-most-one'],
    hooks: deaf('parallel_tool_calls'),
  },
  {
    name: 'strict-ignored',
    about: '`strict` of a function is not read',
    seen: ['Ollama'],
    rules: ['tools/strict/arguments-conform'],
    hooks: {
      request: (body) =>
        Array.isArray(body['tools']) ? { ...body, tools: objects(body['tools']).map(notStrict) } : body,
    },
  },
  {
    name: 'arguments-always-off-schema',
    about: 'arguments have other keys than declared',
    rules: ['tools/strict/arguments-conform'],
    hooks: withArguments(() => '{"place":"Madrid"}'),
  },
]
