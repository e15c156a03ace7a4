import type OpenAI from 'openai'
import type { Exchange } from '../exchange/exchange.ts'
import { decodedBody } from '../exchange/decode.ts'

/** How a step is driven through the SDK: `create`, `create` iterated as a stream, or the `stream` helper that puts the answer together. */
export type SdkCall = 'create' | 'iterate' | 'stream-helper'

/** What the SDK made of an answer: the value its caller gets, or the error its caller must catch. */
export type SdkResult =
  | { ok: true; value: unknown }
  | { ok: false; error: { name: string; status: number | undefined; code: unknown; message: string } }

export interface SdkRequest { headers: [string, string][]; body: string; path: string }

/**
 * Drives one chat call through the official SDK. `respond` gets the request the SDK wants to send and gives the exchange
 * whose bytes it shall read: a live one while recording, a stored one while judging. Retries are off, so one call is one request.
 */
export async function driveSdk(call: SdkCall, body: object, respond: (request: SdkRequest) => Promise<Exchange> | Exchange): Promise<SdkResult> {
  // Loaded late: most runs of the command line never come here.
  const { default: Sdk } = await import('openai')
  const client = new Sdk({
    apiKey: 'unused',
    // What cannot be parsed is a finding of ours, not a line on the user's console.
    logLevel: 'off',
    baseURL: 'http://sdk.invalid/v1',
    maxRetries: 0,
    fetch: async (url, init) => {
      const request = new Request(url, init as RequestInit)
      const headers = [...request.headers].filter(([name]) => name !== 'authorization')
      return toResponse(await respond({ headers, body: await request.text(), path: new URL(request.url).pathname.replace(/^\/v1/, '') }))
    },
  })
  try {
    return { ok: true, value: await perform(client, call, body) }
  } catch (error) {
    return { ok: false, error: describe(error, Sdk) }
  }
}

async function perform(client: OpenAI, call: SdkCall, body: object): Promise<unknown> {
  const params = body as OpenAI.ChatCompletionCreateParamsNonStreaming
  if (call === 'create') return client.chat.completions.create({ ...params, stream: false })
  if (call === 'stream-helper') return client.chat.completions.stream({ ...params, stream: true }).finalChatCompletion()
  const chunks: unknown[] = []
  for await (const chunk of await client.chat.completions.create({ ...params, stream: true })) chunks.push(chunk)
  return chunks
}

function describe(error: unknown, { APIError }: typeof OpenAI): { name: string; status: number | undefined; code: unknown; message: string } {
  if (!(error instanceof Error)) return { name: 'unknown', status: undefined, code: undefined, message: String(error) }
  const status = error instanceof APIError ? error.status as number | undefined : undefined
  const code = error instanceof APIError ? error.code : undefined
  return { name: error.constructor.name, status, code, message: error.message }
}

function toResponse({ response, failure }: Exchange): Response {
  if (!response) throw new TypeError(`fetch failed: ${failure?.message ?? 'no response'}`)
  const chunks = decodedBody({ response }).map(({ bytes }) => bytes).values()
  // Pulled one by one: an error raised while chunks still wait would throw them away.
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.next()
      if (!next.done) controller.enqueue(next.value)
      else if (response.complete) controller.close()
      else controller.error(new TypeError(`terminated: ${failure?.message ?? 'the body ended early'}`))
    },
  })
  const empty = response.status === 204 || response.status === 304
  const headers = response.headers.filter(([name]) => !/^(content-encoding|content-length|transfer-encoding)$/i.test(name))
  return new Response(empty ? null : body, { status: response.status, headers })
}
