import { isObject, type JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked, callItems, callPieces, callsOf, choicesOf, isCut, isKnown, listIn, setFinish } from './asked.ts'
import { calledIn, declared } from './calls.ts'

const idOf = ({ tool_choice: choice }: JsonObject): string => (isObject(choice) ? 'named' : String(choice))

const CALL = (name: string): JsonObject => ({
  id: 'call_x_added',
  type: 'function',
  function: { name, arguments: '{}' },
})

/** Changes of what calls there are. */
export const toolChoiceMutations: Mutation[] = [
  asked({
    name: 'call though none',
    about: 'a call comes though `tool_choice` is `none`, or no tool was declared',
    of: ['chat', 'responses'],
    plain: (body, request) =>
      isKnown(request) && (idOf(request) === 'none' || declared(request).length === 0)
        ? withCall(body, declared(request)[0]?.name ?? 'a_tool')
        : undefined,
  }),
  asked({
    name: 'text though required',
    about: 'a text comes where `tool_choice` asks for a call',
    of: ['chat', 'responses'],
    plain: (body, request) => (/required|named/.test(idOf(request)) && !isCut([body]) ? withoutCalls(body) : undefined),
  }),
  asked({
    name: 'calls in parallel',
    about: 'two calls come though `parallel_tool_calls` is false',
    of: ['chat', 'responses'],
    plain: (body, request) => (request['parallel_tool_calls'] === false ? twoCalls(body) : undefined),
  }),
  asked({
    name: 'ids of calls equal',
    about: 'several calls have one id',
    of: ['chat', 'responses'],
    plain: (body) => twoCalls(body, (call) => call),
  }),
  asked({
    name: 'calls in the text',
    about: 'calls stand in the text, in the form of the template',
    of: ['chat'],
    plain: (body) => {
      const texts = callsOf(body).map((call) => `<tool_call>\n${JSON.stringify(call['function'])}\n</tool_call>`)
      return texts.length > 0 ? withoutCalls(body, texts.join('\n')) : undefined
    },
  }),
  asked({
    name: 'calls not numbered',
    about: 'the fragments of every call have the index 0',
    of: ['chat'],
    events: (chunks) =>
      renumbered(
        chunks,
        (was) => was > 0,
        () => 0,
      ),
  }),
  asked({
    name: 'calls from one',
    about: 'calls are numbered from 1',
    of: ['chat'],
    events: (chunks) =>
      renumbered(
        chunks,
        () => true,
        (was) => was + 1,
      ),
  }),
  asked({
    name: 'another id in each fragment',
    about: 'every fragment of a call has an id of its own',
    of: ['chat'],
    events: (chunks) => {
      const pieces = callPieces(chunks)
      for (const [at, piece] of pieces.entries()) piece['id'] = `call_x_${at}`
      return pieces.length > 1 ? chunks : undefined
    },
  }),
  asked({
    name: 'name in each fragment',
    about: 'every fragment of a call has its name, so that clients join names',
    of: ['chat'],
    events: (chunks) => {
      const pieces = callPieces(chunks).map(calledIn)
      for (const piece of pieces) piece['name'] = pieces[0]?.['name']
      return pieces.length > 1 ? chunks : undefined
    },
  }),
  asked({
    name: 'id of a call without name',
    about: 'the opening of a streamed call has no name',
    of: ['chat'],
    events: (chunks) => {
      const [piece] = callPieces(chunks).map(calledIn)
      if (piece) delete piece['name']
      return piece ? chunks : undefined
    },
  }),
]

function renumbered(
  chunks: JsonObject[],
  some: (was: number) => boolean,
  number: (was: number) => number,
): JsonObject[] | undefined {
  const pieces = callPieces(chunks)
  if (!pieces.some(({ index }) => some(Number(index)))) return undefined
  for (const piece of pieces) piece['index'] = number(Number(piece['index']))
  return chunks
}

function withCall(body: JsonObject, name: string): JsonObject | undefined {
  const [choice] = choicesOf(body)
  if (isObject(choice?.['message'])) {
    choice['message'] = { ...choice['message'], content: null, tool_calls: [CALL(name)] }
    choice['finish_reason'] = 'tool_calls'
    return body
  }
  return Array.isArray(body['output'])
    ? {
        ...body,
        output: [
          {
            id: 'fc_x_added',
            type: 'function_call',
            status: 'completed',
            arguments: '{}',
            call_id: 'call_x_added',
            name,
          },
        ],
      }
    : undefined
}

function withoutCalls(body: JsonObject, text = 'xxx xxxx'): JsonObject | undefined {
  if (callsOf(body).length + callItems(body).length === 0) return undefined
  if (Array.isArray(body['output']))
    return {
      ...body,
      output: [
        {
          id: 'msg_x',
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
        },
      ],
    }
  for (const choice of choicesOf(body)) {
    if (!isObject(choice['message'])) continue
    choice['message']['content'] = text
    delete choice['message']['tool_calls']
  }
  setFinish([body], 'tool_calls', 'stop')
  return body
}

function twoCalls(
  body: JsonObject,
  second = (call: JsonObject): JsonObject => ({ ...call, id: 'x_second', call_id: 'call_x_second' }),
): JsonObject | undefined {
  const [choice] = choicesOf(body)
  const message = choice?.['message']
  if (isObject(message) && listIn(message['tool_calls'])[0]) {
    const [call] = listIn(message['tool_calls'])
    message['tool_calls'] = [call, second(call ?? {})]
    return body
  }
  const [item] = callItems(body)
  return item ? { ...body, output: [...listIn(body['output']), second(item)] } : undefined
}
