import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { ServerReply, ServerRequest } from '../server-reply.ts'
import { streams, successes } from '../transport-hooks.ts'

const says = (request: ServerRequest, text: string): boolean => (request.body ?? '').includes(text)
let shared = ''
let waiting = 0
/** Every fifth of the shortest calls finds no room. */
const crowded = (answer: (reply: ServerReply) => ServerReply): Deviation['hooks'] =>
  successes((reply, request) => (says(request, '"max_tokens":1}') && waiting++ % 5 === 4 ? answer(reply) : reply))

const BUSY = '{"error":{"message":"server busy","type":"api_error","param":null,"code":null}}'

export const deviations: Deviation[] = [
  {
    name: 'overload-500',
    about: 'a call for which there is no room gives a 500',
    seen: ['Ollama before 0.1.34'],
    rules: ['transport/overload/answered-or-later'],
    hooks: crowded((reply) => replaced(reply, { status: 500, type: 'application/json', body: BUSY })),
  },
  {
    name: 'overload-in-text',
    about: 'a call for which there is no room is told so in plain text',
    rules: ['transport/overload/refusal-in-json'],
    hooks: crowded((reply) => replaced(reply, { status: 503, type: 'text/plain', body: 'server busy' })),
  },
  {
    name: 'retry-soon',
    about: 'retry-after is a word',
    rules: ['transport/overload/retry-after'],
    hooks: crowded((reply) => ({
      ...replaced(reply, { status: 429, type: 'application/json', body: BUSY }),
      headers: [
        ['content-type', 'application/json'],
        ['retry-after', 'soon'],
      ],
    })),
  },
  {
    name: 'loads-for-long',
    about: 'nothing is sent while a model is loaded',
    rules: ['transport/cold-load/headers-in-time'],
    hooks: streams((reply, request) =>
      says(request, '"seed":42')
        ? {
            ...reply,
            chunks: reply.chunks.map((chunk, at) => ({ ...chunk, afterMs: at === 0 ? 45_000 : chunk.afterMs })),
          }
        : reply,
    ),
  },
  {
    name: 'cross-talk',
    about: 'a slot still holds the prompt of another request',
    rules: ['transport/concurrency/no-cross-talk'],
    hooks: {
      generation: (choice, request) => {
        const mixed =
          JSON.stringify(request.messages).includes('marble yellow') && shared !== ''
            ? { ...choice, text: shared }
            : choice
        if (JSON.stringify(request.messages).includes('tiger window')) shared = choice.text ?? ''
        return mixed
      },
    },
  },
  {
    name: 'same-id-at-once',
    about: 'ids are made from the clock',
    rules: ['transport/concurrency/own-ids'],
    hooks: {
      completion: (body) => ({ ...body, id: 'chatcmpl-1760000000' }),
      chunks: (chunks) => chunks.map((chunk) => ({ ...chunk, id: 'chatcmpl-1760000000' })),
    },
  },
  {
    name: 'goes-on-after-hang-up',
    about: 'a stream nobody reads is written to its end first',
    seen: ['LiteLLM', 'Portkey'],
    rules: ['transport/cancel/stops-generation'],
    hooks: successes((reply, request) =>
      says(request, 'Repeat: next"')
        ? { ...reply, chunks: reply.chunks.map(({ afterMs, bytes }) => ({ afterMs: afterMs + 3000, bytes })) }
        : reply,
    ),
  },
]
