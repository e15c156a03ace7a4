import type { Deviation } from '../deviation.ts'
import { type Change, deafTo, fault, read, refusing, tells } from '../response-requests.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'

/** A request that declares a tool of such a type fails, whatever else it says. */
const broken = (type: string, ...seen: string[]): Deviation => ({
  ...fault(
    `${type.replace('_', '-')}-500`,
    `a request that declares a tool of the type ${type} fails with 500`,
    type === 'namespace' ? 'namespace/answered' : 'tool-types/answered',
    refusing((body) => types(body).includes(type), 500, `Unsupported tool type: ${type}`),
  ),
  seen,
})

const types = ({ tools }: JsonObject): string[] => objects(tools).map(({ type }) => textOf(type))
const without =
  (type: string): Change =>
  (body) =>
    types(body).includes(type)
      ? { ...body, tools: objects(body['tools']).filter((tool) => tool['type'] !== 'function') }
      : body

export const deviations: Deviation[] = [
  fault(
    'namespace-dropped',
    'functions in a namespace are dropped',
    'namespace/function-kept',
    read((body) => ({
      ...body,
      ...(body['tools'] ? { tools: objects(body['tools']).filter(({ type }) => type !== 'namespace') } : {}),
    })),
  ),
  fault(
    'namespace-joined',
    'the namespace is put before the name',
    'namespace/name-apart',
    tells(({ output }) => ({
      output: objects(output).map(({ namespace, ...item }) =>
        namespace === undefined ? item : { ...item, name: `${textOf(namespace)}.${textOf(item['name'])}` },
      ),
    })),
  ),
  fault(
    'custom-drops-functions',
    'beside a custom tool functions are dropped',
    'tool-types/custom-keeps-functions',
    read(without('custom')),
  ),
  fault(
    'search-drops-functions',
    'beside web search functions are dropped',
    'tool-types/search-keeps-functions',
    read(without('web_search')),
  ),
  fault(
    'shell-drops-functions',
    'beside a local shell functions are dropped',
    'tool-types/shell-keeps-functions',
    read(without('local_shell')),
  ),
  broken('namespace', 'Ollama before 0.32.7 (ollama#17618)'),
  broken('web_search', 'Ollama before 0.32.10 (ollama#17618)'),
  broken('custom', 'Ollama 0.32 (ollama#17618)'),
  fault(
    'tool-refused-vaguely',
    'tools of other types are refused, and the error does not name them',
    'tool-types/refusal-names-it',
    refusing((body) => types(body).includes('custom'), 400, 'invalid request'),
  ),
  fault(
    'allowed-tools-ignored',
    '`allowed_tools` is taken for auto',
    'tool-choice/allowed-tools',
    read((body) =>
      isObject(body['tool_choice']) && body['tool_choice']['type'] === 'allowed_tools'
        ? { ...body, tool_choice: 'auto' }
        : body,
    ),
  ),
  fault(
    'parallel-ignored',
    '`parallel_tool_calls` is ignored',
    'parallel-off/at-most-one echo/parallel-tool-calls',
    deafTo('parallel_tool_calls'),
  ),
]
