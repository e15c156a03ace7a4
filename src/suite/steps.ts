import type { Inconclusive, NoOccasion } from '../finding.ts'
import { mostRequests, type SdkCall } from '../wire/calls.ts'
import type { Method } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

/** Kinds of model a probe can need. `toolless`: a chat model that is known to have no tool support. */
export type ModelKind = 'chat' | 'tools' | 'toolless' | 'thinking' | 'vision' | 'embedding'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** One request, as data. The harness fills in the model. */
export interface Step {
  method: Method
  /** Below the API base (`/chat/completions`), or below the server root for `native` steps. `{model}` stands for the model's name. */
  path: string
  /** JSON body without `model`; null for none. A string is sent as it is, for malformed bodies. */
  body: { [key: string]: Json } | string | null
  /** Headers beside, or in place of, those every request has. */
  headers?: { [name: string]: string }
  /** That many blanks are sent before the body. JSON leaves them free, so they make it large and cost nobody anything. */
  padding?: number
  /** Sent without the key of the server, where it has one. */
  withoutKey?: boolean
  /** Driven through the official SDK in this way; undefined is plain HTTP. */
  sdk?: SdkCall
  /** The kind of model; the suite's where absent. */
  model?: ModelKind
  /**
   * `required`: OpenAI answers this with success, so a refusal is a failure. `refusable`: a proper 4xx is an honest
   * `unsupported`. `any`: the rules of the suite judge the status themselves.
   */
  answer: 'required' | 'refusable' | 'any'
  /** Only how the prompt was counted is read: thoughts need no room in the answer. */
  countsOnly?: boolean
  /** The request provokes what apps rarely meet: only the rules of its own suite judge the answer. */
  provokes?: boolean
  /** The most tokens the answer may have: the ceiling the plan counts, and what the guard against runaway answers builds on. */
  cap: number
  /** Hang up on purpose after this many events. */
  abortAfterEvents?: number
  /** A native Ollama endpoint: sent to Ollama targets only, never to a reference. */
  native?: boolean
}

/** The same request sent several times, because variation is the point. */
export interface Repeated {
  repeat: number
  step: Step
  /** The number is the user's to choose, with `--samples`. */
  sampled?: boolean
}

/**
 * Requests that belong together on the network: sent all at once, or one after the other over one connection that is kept open.
 * Nothing else is sent to the server meanwhile.
 */
export interface Group {
  group: 'at-once' | 'one-connection'
  steps: Step[]
}

/** A step made from what earlier steps of the suite brought. `cap` and `repeat` are for the plan, which runs before. */
export interface Later {
  cap: number
  make: (earlier: Record<string, Observation>) => Step | Inconclusive | NoOccasion
}

/** A step of a suite as it is declared. */
export type DeclaredStep = Step | Repeated | Group | Later

export const isRepeated = (step: DeclaredStep): step is Repeated => 'repeat' in step
export const isGroup = (step: DeclaredStep): step is Group => 'group' in step
export const isLater = (step: DeclaredStep): step is Later => 'make' in step

/** Whether a later step could be made. */
export const isMade = <T extends object>(made: T | Inconclusive | NoOccasion): made is T =>
  !('inconclusive' in made) && !('noOccasion' in made)

type Body = { [key: string]: Json }

/** Temperature 0 and a fixed seed make a small model say the same thing each time, as far as the server allows. */
export const STEADY: Body = { temperature: 0, seed: 7 }

const capOf = (body: Body): number => {
  const cap = Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? body['max_output_tokens'] ?? 0)
  return cap * choicesOf(body)
}

/** How many answers a request has generated, each up to the cap. */
export const choicesOf = (body: { [key: string]: unknown }): number =>
  Math.max(Number(body['best_of'] ?? 1), Number(body['n'] ?? 1))

/** A plain chat completion. Steady sampling is filled in where the body does not say otherwise. */
export const chat = (body: Body): Step => ({
  method: 'POST',
  path: '/chat/completions',
  body: { ...STEADY, ...body },
  answer: 'required',
  cap: capOf(body),
})

/** A streamed chat completion. */
export const streamed = (body: Body): Step => chat({ ...body, stream: true })

/** A legacy text completion, plain or, with `stream: true`, streamed. Each prompt of a list has answers of its own. */
export const complete = (body: Body): Step => ({
  ...post('/completions', { ...STEADY, ...body }),
  cap: capOf(body) * promptsIn(body['prompt']),
})

/** A list of numbers is one prompt, in tokens. */
const promptsIn = (prompt: Json | undefined): number =>
  Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1

/** A request for embeddings. Nothing is generated. */
export const embed = (body: Body): Step => post('/embeddings', body)

/** A response, plain or, with `stream: true`, streamed. There is no seed here. */
export const respond = (body: Body): Step => ({ ...post('/responses', { temperature: 0, ...body }), cap: capOf(body) })

/** Any POST below the API base, the body as it is. `cap` where the answer is generated. */
export const post = (path: string, body: Step['body'], cap = 0): Step => ({
  method: 'POST',
  path,
  body,
  answer: 'required',
  cap,
})

/** A chat completion through the official SDK. */
export const viaSdk = (call: SdkCall, body: Body): Step => throughSdk(call, chat(body))

/** Any step through the official SDK. The cap is for all requests of the call. */
export const throughSdk = (call: SdkCall, step: Step): Step => ({
  ...step,
  sdk: call,
  cap: mostRequests(call) * step.cap,
})

/** The step with these headers beside, or in place of, the usual ones. */
export const withHeaders = (headers: { [name: string]: string }, step: Step): Step => ({ ...step, headers })

/** The step with that many blanks before its body. */
export const padded = (blanks: number, step: Step): Step => ({ ...step, padding: blanks })

/** All of them in flight together. */
export const atOnce = (steps: Step[]): Group => ({ group: 'at-once', steps })

/** One after the other over one connection. */
export const onOneConnection = (steps: Step[]): Group => ({ group: 'one-connection', steps })

/** A GET below the API base. */
export const get = (path: string): Step => ({ method: 'GET', path, body: null, answer: 'required', cap: 0 })

/** A native Ollama request, for comparison with Ollama's own counts. */
export const native = (path: string, body: Body, cap: number): Step => ({
  method: 'POST',
  path,
  body,
  answer: 'any',
  cap,
  native: true,
})

/** A GET of a native Ollama endpoint. */
export const nativeGet = (path: string): Step => ({ ...get(path), answer: 'any', native: true })

/** A server may refuse this with a proper 4xx: then it is `unsupported`, not failed. */
export const refusable = (step: Step): Step => ({ ...step, answer: 'refusable' })

/** Nothing of the answer is read but its status and the count of its prompt, so a model that thinks needs no room for its thoughts. No other suite may send the same request. */
export const countsOnly = (step: Step): Step => ({ ...step, countsOnly: true })

/**
 * The request provokes what apps rarely meet, such as a guard of the server. Only the rules of its own suite judge the answer, so that
 * the report does not speak of every call.
 */
export const provoking = (step: Step): Step => ({ ...step, provokes: true })

/** The rules judge whatever comes, also errors. */
export const anyAnswer = (step: Step): Step => ({ ...step, answer: 'any' })

/** Sends the request that many times. */
export const repeat = (times: number, step: Step): Repeated => ({ repeat: times, step })

/** Sends the request once, or as often as `--samples` says: for what is a rate. */
export const sampled = (step: Step): Repeated => ({ repeat: 1, step, sampled: true })

/** A step made from earlier observations; `cap` is the most tokens it may generate. */
export const after = (cap: number, make: Later['make']): Later => ({ cap, make })

/** Hang up after that many events of the stream. */
export const abortAfter = (events: number, step: Step): Step => ({ ...step, abortAfterEvents: events })
