import type { Exchange } from '../wire/exchange.ts'
import { replaced } from './changes.ts'
import type { Deviation } from './deviation.ts'
import { parsedObject, type JsonObject, type ServerRequest } from './server-reply.ts'

/** The paths behind the names that rules have for endpoints in `parameter`. */
const ENDPOINTS = {
  chat: 'chat/completions',
  completions: 'completions',
  embeddings: 'embeddings',
  responses: 'responses',
}
type Endpoint = keyof typeof ENDPOINTS

/** Without these a request asks for nothing. */
const NEEDED = new Set(['model', 'messages', 'input', 'prompt'])

const bodyOf = ({ body }: ServerRequest): JsonObject => parsedObject(body) ?? {}
const endpointOf = ({ method, path }: ServerRequest): Endpoint | undefined => {
  const at = /\/(chat\/completions|completions|embeddings|responses)$/.exec(path.split('?')[0] ?? '')?.[1]
  return method === 'POST' ? (Object.keys(ENDPOINTS) as Endpoint[]).find((name) => ENDPOINTS[name] === at) : undefined
}

/** The parameter of an endpoint, as `chat.stop`, is refused. */
function refused(endpoint: Endpoint, parameter: string, rules: readonly string[]): Deviation {
  const message = `Unsupported parameter: '${parameter}' is not supported with this model.`
  const error = { message, type: 'invalid_request_error', param: parameter, code: 'unsupported_parameter' }
  return {
    name: `refused:${endpoint}.${parameter}`,
    about: `${endpoint}: a request with \`${parameter}\` is refused`,
    rules: [...rules],
    ...(rules.length > 0 ? {} : { aside: 'an honest refusal of a parameter fails no rule' }),
    hooks: {
      response: (reply, request) =>
        reply.status === 200 && endpointOf(request) === endpoint && parameter in bodyOf(request)
          ? replaced(reply, { status: 400, type: 'application/json', body: JSON.stringify({ error }) })
          : reply,
    },
  }
}

/**
 * For each parameter that an app sends, in the order in which it first does: a server that refuses it. `rulesOf` tells
 * the rules about a parameter, as `chat.stop`.
 */
export function refusals(
  exchanges: readonly Pick<Exchange, 'request'>[],
  rulesOf: (parameter: string) => readonly string[] = () => [],
): Deviation[] {
  const sent = exchanges.flatMap(({ request }) => {
    const endpoint = endpointOf(request)
    return endpoint
      ? Object.keys(bodyOf(request))
          .filter((key) => !NEEDED.has(key))
          .map((key) => `${endpoint}.${key}`)
      : []
  })
  return [...new Set(sent)].flatMap((parameter) => refusedNamed(`refused:${parameter}`, rulesOf(parameter)) ?? [])
}

/** The deviation of such a name, as `refused:chat.stop`; undefined for other names. */
export function refusedNamed(name: string, rules: readonly string[] = []): Deviation | undefined {
  const [, endpoint, parameter] = /^refused:(chat|completions|embeddings|responses)\.([A-Za-z]\w*)$/.exec(name) ?? []
  return endpoint === undefined || parameter === undefined ? undefined : refused(endpoint as Endpoint, parameter, rules)
}
