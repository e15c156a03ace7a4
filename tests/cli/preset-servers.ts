import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, type JsonObject } from '../../src/deviations/server-reply.ts'
import { chatRequests, errorReply, onChat, type StandIn } from './servers.ts'

export const KEY = 'sk-preset-9Zx/3+y='

/** Where a secret can still be read, with what is around it. */
export const traces = (text: string): string[] =>
  (text.match(/.{0,60}(sk-preset|9Zx|virtual-key-77|hush-hush-99).{0,40}/g) ?? []).slice(0, 3)

export const bodies = (server: StandIn): JsonObject[] =>
  chatRequests(server).flatMap(({ body }) => {
    const value: unknown = JSON.parse(body ?? 'null')
    return isObject(value) ? [value] : []
  })

export const headersOf = (server: StandIn, name: string): string[] => [
  ...new Set(
    server.requests.flatMap(({ headers }) => headers.filter(([one]) => one === name).map(([, value]) => value)),
  ),
]

/** As Mistral does: it has a name of its own for the seed, and refuses what it does not know. */
export const mistral: Hooks = {
  request: ({ random_seed: seed, ...body }) => ({ ...body, ...(seed === undefined ? {} : { seed }) }),
  ...onChat((reply, { body }) => {
    const unknown = Object.keys(JSON.parse(body ?? '{}') as JsonObject).filter((name) =>
      ['seed', 'max_completion_tokens'].includes(name),
    )
    return unknown.length === 0 ? reply : errorReply(422, `extra_forbidden: ${unknown.join()}`)
  }),
}
