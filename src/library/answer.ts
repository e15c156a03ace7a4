import { isObject } from '../json.ts'
import { ofDecodedBody } from '../wire/decode.ts'
import { toChunk, type Exchange, type HeaderPair } from '../wire/exchange.ts'
import type { AnswerKind } from './answer-kinds.ts'

/** An answer as bytes, whatever form it was given in. */
export interface AnswerText {
  status: number
  /** Null where only the body was given. */
  headers: HeaderPair[] | null
  text: string
}

/** Reads a parsed body, a text, an answer of `fetch`, or the chunks of a stream. */
export async function answerText(kind: AnswerKind, value: unknown): Promise<AnswerText> {
  if (value instanceof Response)
    return {
      status: value.status,
      headers: ofDecodedBody([...value.headers]),
      text: await value.clone().text(),
    }
  const body = { status: 200, headers: null }
  if (typeof value === 'string') return { ...body, text: value }
  if (kind.stream && isIterable(value)) return { ...body, text: await streamText(kind, value) }
  return { ...body, text: JSON.stringify(value) ?? 'undefined' }
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> =>
  typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)

/** The chunks as they were sent. A client library hands on no mark of the end, so there was one. */
async function streamText({ done }: AnswerKind, chunks: AsyncIterable<unknown> | Iterable<unknown>): Promise<string> {
  const frames: string[] = []
  for await (const chunk of chunks) {
    const event = isObject(chunk) && typeof chunk['type'] === 'string' ? `event: ${chunk['type']}\n` : ''
    frames.push(`${event}data: ${JSON.stringify(chunk)}\n\n`)
  }
  return `${frames.join('')}${done ? 'data: [DONE]\n\n' : ''}`
}

/** The exchange that the answer would have been part of. */
export function answeredExchange(kind: AnswerKind, answer: AnswerText, request: object): Exchange {
  const type = kind.stream ? 'text/event-stream; charset=utf-8' : 'application/json'
  return {
    key: 'answer',
    request: { method: 'POST', path: kind.path, headers: [], body: JSON.stringify(request), via: 'http' },
    response: {
      status: answer.status,
      statusText: '',
      httpVersion: '1.1',
      headers: answer.headers ?? [['content-type', type]],
      chunks: [toChunk(Buffer.from(answer.text), 0)],
      complete: true,
    },
    failure: null,
    timing: { startedAt: '', headersMs: 0, firstByteMs: 0, endMs: 0 },
  }
}
