import { inCalls, inDeltas, inFragments, refuses } from '../../../src/deviations/changes.ts'
import type { Deviation } from '../../../src/deviations/deviation.ts'
import { isObject, objects, textOf, type ChatRequest } from '../../../src/deviations/server-reply.ts'
import { parseJson } from '../../../src/wire/sse.ts'
import { defect } from './defect.ts'

const afterTool = ({ messages }: ChatRequest): boolean => messages.at(-1)?.['role'] === 'tool'

export const defects: Deviation[] = [
  defect(
    'index-on-first-fragment-only',
    'later fragments of a call have no index',
    inFragments((fragment, _, opens) => {
      if (!opens) delete fragment['index']
    }),
  ),
  defect('answer-after-tool-empty', 'the answer after a tool result is empty', {
    generation: (said, request) => (afterTool(request) ? { ...said, text: '' } : said),
  }),
  defect('answer-after-tool-with-header', 'the answer after a tool result begins with the name of the role', {
    generation: (said, request) => (afterTool(request) ? { ...said, text: `assistant\n${said.text}` } : said),
  }),
  defect('arguments-repeat-third', 'every third fragment of the arguments comes twice', {
    chunks: (chunks) => {
      let count = 0
      return chunks.flatMap((chunk) =>
        JSON.stringify(chunk).includes('{"arguments":"') && ++count % 3 === 0 ? [chunk, chunk] : [chunk],
      )
    },
  }),
  defect(
    'second-call-without-id',
    'the second of two calls has the id null',
    inFragments((fragment) => {
      if (fragment['index'] === 1 && 'id' in fragment) fragment['id'] = null
    }),
  ),
  defect('calls-share-an-id', 'two calls of a turn have the same id', {
    generation: (said) => ({ ...said, calls: said.calls.map((call) => ({ ...call, id: said.calls[0]?.id ?? '' })) }),
  }),
  defect(
    'content-null-beside-calls',
    'chunks of calls have content null',
    inDeltas((delta) => {
      if ('tool_calls' in delta) delta['content'] = null
    }),
  ),
  defect('call-made-twice', 'the same call is made twice', {
    generation: (said) =>
      said.calls.length === 0
        ? said
        : { ...said, calls: [...said.calls, ...said.calls.map((call) => ({ ...call, id: `${call.id}2` }))] },
  }),
  defect('arguments-end-with-line', 'arguments end with a line break', {
    generation: (said) => ({
      ...said,
      calls: said.calls.map((call) => ({ ...call, arguments: `${call.arguments}\n` })),
    }),
  }),
  defect('arguments-in-another-key', 'arguments stand under another key than the schema has', {
    generation: (said) => ({
      ...said,
      calls: said.calls.map((call) => ({
        ...call,
        arguments: call.arguments.replace(/"(city|product)"/, '"location"'),
      })),
    }),
  }),
  defect(
    'arguments-as-list-of-pairs',
    'arguments of a plain call are an object',
    inCalls((_, fn) => {
      const parsed = parseJson(textOf(fn['arguments']))
      // A call that the cap cuts stays as it is.
      if (parsed.ok && isObject(parsed.value)) fn['arguments'] = parsed.value
    }),
  ),
  defect(
    'two-tool-results-refused',
    'two results of tools in a row are refused',
    refuses(
      ({ messages }) =>
        objects(messages)
          .slice(-2)
          .filter(({ role }) => role === 'tool').length === 2,
    ),
  ),
  defect('tool-results-lost', 'the result of a tool does not reach the model', {
    request: (body) => ({
      ...body,
      ...(Array.isArray(body['messages'])
        ? {
            messages: objects(body['messages']).map((one) =>
              one['role'] === 'tool' ? { ...one, content: 'null' } : one,
            ),
          }
        : {}),
    }),
  }),
]
