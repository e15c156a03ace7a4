import type OpenAI from 'openai'
import { calls, type SdkCall } from './calls.ts'
import { decodedBody } from './decode.ts'
import type { Method, Exchange } from './exchange.ts'
import { printable } from './printable.ts'
import { withoutEnvironment } from './without-environment.ts'

export type { SdkCall }

/** What the SDK made of an answer: the value its caller gets, or the error its caller must catch. */
export type SdkResult =
  | { ok: true; value: unknown }
  | { ok: false; error: { name: string; status: number | undefined; code: unknown; message: string } }

/** The headers that the SDK itself adds. The suite passes on no other header: it may be a key or a setting of the user. */
const OWN_HEADERS = /^(accept|content-type|user-agent|x-stainless-[a-z-]+)$/

export interface SdkRequest {
  method: Method
  headers: [string, string][]
  body: string | null
  path: string
}

/**
 * Drives one call through the official SDK. `respond` gets each request the SDK wants to send and gives the exchange
 * whose bytes it shall read: a live one while recording, a stored one while judging. Retries are off, so one call is one request, but for the tool loop, which is one a turn.
 * The SDK gets nothing from the environment: the transport of a side adds the key of that side.
 */
export async function driveSdk(
  call: SdkCall,
  body: object,
  respond: (request: SdkRequest) => Promise<Exchange> | Exchange,
): Promise<SdkResult> {
  // Loaded late: most runs of the command line never come here.
  const { default: Sdk } = await import('openai')
  const client = withoutEnvironment(
    () =>
      new Sdk({
        apiKey: 'unused',
        // What cannot be parsed is a finding of ours, not a line on the user's console.
        logLevel: 'off',
        baseURL: 'http://sdk.invalid/v1',
        maxRetries: 0,
        fetch: async (url, init) => {
          const request = new Request(url, init)
          const headers = [...request.headers].filter(([name]) => OWN_HEADERS.test(name))
          const { pathname, search } = new URL(request.url)
          const body = request.method === 'GET' ? null : await request.text()
          return toResponse(
            await respond({
              method: request.method as Method,
              headers,
              body,
              path: pathname.replace(/^\/v1/, '') + search,
            }),
          )
        },
      }),
  )
  try {
    // The SDK parses JSON itself.
    return { ok: true, value: printable(await calls[call](client, body)) }
  } catch (error) {
    return { ok: false, error: describe(error, Sdk) }
  }
}

function describe(
  error: unknown,
  { APIError }: typeof OpenAI,
): { name: string; status: number | undefined; code: unknown; message: string } {
  if (!(error instanceof Error)) return { name: 'unknown', status: undefined, code: undefined, message: String(error) }
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined
  const code = error instanceof APIError ? printable<unknown>(error.code) : undefined
  return { name: error.constructor.name, status, code, message: error.message }
}

function toResponse({ response, failure }: Exchange): Response {
  if (!response) throw new TypeError(`fetch failed: ${failure?.message ?? 'no response'}`)
  const { pieces, problem } = decodedBody({ response })
  const chunks = (problem === null ? pieces : []).map(({ bytes }) => bytes).values()
  // Pulled one by one: an error raised while chunks still wait would throw them away.
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunks.next()
      if (!next.done) controller.enqueue(next.value)
      else if (response.complete && problem === null) controller.close()
      else controller.error(new TypeError(`terminated: ${problem ?? failure?.message ?? 'the body ended early'}`))
    },
  })
  const empty = response.status === 204 || response.status === 304
  const headers = response.headers.filter(
    ([name]) => !/^(content-encoding|content-length|transfer-encoding)$/i.test(name),
  )
  return new Response(empty ? null : body, { status: response.status, headers })
}
