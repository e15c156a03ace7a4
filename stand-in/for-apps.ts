import type { Hooks } from '../src/deviations/hooks.ts'
import { parsedObject, type ServerReply, type ServerRequest } from '../src/deviations/server-reply.ts'
import { Failure } from '../src/failure.ts'
import { faultNamed } from './faults/catalogue.ts'
import { isServed, servedAs } from './models.ts'
import { invalid } from './refusals.ts'
import { refuse } from './replies.ts'
import { handle } from './stand-in.ts'

/** How the names of models begin that nobody has. */
const NO_SUCH = 'no-such'

/** What an app may be shown. */
export interface Shown {
  /** The key that is let in; any where absent. */
  key?: string | undefined
  /** What `/v1` shows; the conforming server where undefined. */
  hooks: Hooks | undefined
}

/** @throws Failure that names the nearest where there is no deviation of that name. */
export const hooksOf = (deviation: string): Hooks => faultNamed(deviation).hooks

/** `/choices-null/v1/…`: a base URL of its own for each deviation, so that one server is enough for all of them. */
const OWN_BASE = /^\/([^/]+)(\/v1\/.*)$/

/** Answers an app, which asks for the models that it has at home. */
export function answerApp(request: ServerRequest, { key, hooks }: Shown): ServerReply {
  const [, name, path] = OWN_BASE.exec(request.path) ?? []
  if (name === undefined || path === undefined) return withAnyModel(request, { key, hooks })
  try {
    return withAnyModel({ ...request, path }, { key, hooks: hooksOf(decodeURIComponent(name)) })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return refuse(invalid(error.message, null, 'deviation_unknown', 404), request, {})
  }
}

/** Any model is served but one that says that it is none. The answer has its name. */
function withAnyModel(request: ServerRequest, { key, hooks }: Shown): ServerReply {
  const options = { ...(key === undefined ? {} : { key }), ...(hooks ? { hooks } : {}) }
  const body = parsedObject(request.body) ?? {}
  const { model } = body
  if (typeof model !== 'string' || model === '' || isServed(model) || model.startsWith(NO_SUCH))
    return handle(request, options)
  const served = request.path.includes('/embeddings') ? 'text-embedding-3-small' : 'gpt-4o-mini'
  const reply = handle({ ...request, body: JSON.stringify({ ...body, model: served }) }, options)
  const named = (bytes: string): string =>
    bytes.replaceAll(`"model":${JSON.stringify(servedAs(served))}`, () => `"model":${JSON.stringify(model)}`)
  return {
    ...reply,
    chunks: reply.chunks.map((chunk) =>
      typeof chunk.bytes === 'string' ? { ...chunk, bytes: named(chunk.bytes) } : chunk,
    ),
  }
}
