import { isDeepStrictEqual } from 'node:util'
import { nameMatcher } from '../globs.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Json } from '../suite/steps.ts'
import type { HeaderPair, Transport } from '../wire/exchange.ts'
import type { Adaptation, Endpoint, Preset } from './preset.ts'

/** What an adaptation did to one parameter of a request. */
export interface Change {
  /** Name or path of the parameter, as OpenAI has it. */
  parameter: string
  /** What became of it, to go on from "`seed` is ". */
  how: string
  /** It was not in the request at all. */
  added: boolean
  adaptation: Adaptation
}

const ENDPOINTS: [path: RegExp, endpoint: Endpoint][] = [
  [/\/chat\/completions$/, 'chat'],
  [/\/completions$/, 'completions'],
  [/\/embeddings$/, 'embeddings'],
  [/\/responses$/, 'responses'],
]

/** The endpoint a path belongs to, whatever the API stands below; undefined for others. */
export const endpointOf = (path: string): Endpoint | undefined =>
  ENDPOINTS.find(([pattern]) => pattern.test(path.split('?')[0] ?? ''))?.[1]

/** A request as the preset has it sent. Pure; the body comes back untouched where nothing applies. */
export function adapt(
  { adaptations = [] }: Pick<Preset, 'adaptations'>,
  path: string,
  body: JsonObject,
): { body: JsonObject; changes: Change[] } {
  const endpoint = endpointOf(path)
  const changes: Change[] = []
  let adapted = body
  for (const adaptation of adaptations) {
    if (endpoint === undefined || !(adaptation.endpoints ?? ['chat']).includes(endpoint) || !applies(adaptation, body))
      continue
    adapted = apply(adaptation, structuredClone(adapted), (parameter, how) =>
      changes.push({ parameter, how, added: !(rootOf(parameter) in body), adaptation }),
    )
  }
  return changes.length === 0 ? { body, changes } : { body: adapted, changes }
}

/** The field of the request that a path begins with. */
export const rootOf = (parameter: string): string => parameter.split(/[.[]/)[0] ?? parameter

function applies({ when = {} }: Adaptation, body: JsonObject): boolean {
  if (when.stream !== undefined && (body['stream'] === true) !== when.stream) return false
  return when.model === undefined || (typeof body['model'] === 'string' && nameMatcher(when.model)(body['model']))
}

function apply(
  { drop = [], rename = {}, set = {}, replace = [] }: Adaptation,
  body: JsonObject,
  note: (parameter: string, how: string) => void,
): JsonObject {
  for (const path of drop) if (remove(body, path.split('.'))) note(path, 'not sent')
  for (const [from, to] of Object.entries(rename)) {
    if (!(from in body)) continue
    const { [from]: value } = body
    delete body[from]
    if (!(to in body)) body[to] = value
    note(from, `sent as \`${to}\``)
  }
  for (const { parameter, from, to } of replace) {
    if (!isDeepStrictEqual(body[parameter], from)) continue
    body[parameter] = to
    note(parameter, `sent as \`${JSON.stringify(to)}\` where it is \`${JSON.stringify(from)}\``)
  }
  for (const [parameter, value] of Object.entries<Json>(set)) {
    if (isDeepStrictEqual(body[parameter], value)) continue
    body[parameter] = value
    note(parameter, `sent as \`${JSON.stringify(value)}\``)
  }
  return body
}

/** Takes away what a path such as `tools[].function.strict` leads to; true where there was something. */
function remove(value: unknown, [first = '', ...rest]: string[]): boolean {
  const name = first.replace(/\[\]$/, '')
  if (!isObject(value) || !(name in value)) return false
  if (rest.length > 0)
    return [value[name]]
      .flat()
      .map((inner) => remove(inner, rest))
      .some(Boolean)
  delete value[name]
  return true
}

/** Sends what the preset has sent: its headers, and requests as it takes them. The exchange shows them as they went out. */
export function adaptedTransport(
  wire: Transport,
  preset: Pick<Preset, 'adaptations'>,
  headers: readonly HeaderPair[],
): Transport {
  return {
    ...wire,
    send: (request, signal) =>
      wire.send(
        {
          ...request,
          headers: [...request.headers, ...headers],
          body: adaptedText(request.body, (body) => adapt(preset, request.path, body).body),
        },
        signal,
      ),
  }
}

/** The text of a request with its body changed. What is no JSON object is malformed on purpose, and stays so. */
export function adaptedText(text: string | null, change: (body: JsonObject) => JsonObject): string | null {
  const body = parsed(text)
  const adapted = body && change(body)
  return adapted === body ? text : JSON.stringify(adapted)
}

function parsed(text: string | null): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
