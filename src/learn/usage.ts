import { asArray, isObject } from '../json.ts'
import type { AppProbe } from '../policy/profile.ts'
import { type Exchange, header } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { masked } from './mask.ts'

/** What an app was seen to ask for. */
export interface AppUsage {
  /** Calls to the API, and other exchanges that went by. */
  calls: number
  others: number
  /** `POST /chat/completions`, sorted. */
  endpoints: Set<string>
  /** `chat.stop`, as rules name parameters. */
  parameters: Set<string>
  /** What else rules are about: that it streams, offers tools, which roles and forms its messages have. */
  features: Set<Feature>
  /** One request of each kind, texts masked. */
  probes: Map<string, AppProbe>
  /** The exchange that each probe was made from, by the id of the probe. */
  sources: Map<string, Exchange>
}

export type Feature =
  | 'chat'
  | 'chat-stream'
  | 'stream-usage'
  | 'tools'
  | 'tools-stream'
  | 'tool-results'
  | 'parallel-calls'
  | 'assistant-calls'
  | 'developer'
  | 'system'
  | 'name'
  | 'parts'
  | 'images'
  | 'completions'
  | 'completions-stream'
  | 'embeddings'
  | 'embeddings-list'
  | 'responses'
  | 'responses-stream'
  | 'responses-tools'
  | 'models'
  | 'sdk-js'
  | 'errors'

/** More requests than these tell nothing new, and a profile is to be read. */
const MOST_PROBES = 12

const AREAS: Record<string, 'chat' | 'completions' | 'embeddings' | 'responses'> = {
  '/chat/completions': 'chat',
  '/completions': 'completions',
  '/embeddings': 'embeddings',
  '/responses': 'responses',
}

export const noUsage = (): AppUsage => ({
  calls: 0,
  others: 0,
  endpoints: new Set(),
  parameters: new Set(),
  features: new Set(),
  probes: new Map(),
  sources: new Map(),
})

/** Adds what one exchange shows. */
export function noteExchange(usage: AppUsage, exchange: Exchange, keepText: boolean): void {
  const { method, path, headers } = exchange.request
  const place = /\/(chat\/completions|completions|embeddings|responses|models)(?:\/[^/?]+)?(?:\?.*)?$/.exec(path)?.[1]
  if (place === undefined) {
    usage.others += 1
    return
  }
  usage.calls += 1
  usage.endpoints.add(`${method} /${place}`)
  if (/^js$/i.test(header(headers, 'x-stainless-lang') ?? '')) usage.features.add('sdk-js')
  const observation = observe(exchange)
  if ((observation.status ?? 0) >= 400) usage.features.add('errors')
  const area = AREAS[`/${place}`]
  if (area === undefined) usage.features.add('models')
  else {
    const made = noteRequest(usage, area, `/${place}` as AppProbe['path'], observation.request, keepText)
    if (made !== undefined) usage.sources.set(made, exchange)
  }
}

/** Gives the id of the probe that was made from it, where it is the first of its kind. */
function noteRequest(
  usage: AppUsage,
  area: 'chat' | 'completions' | 'embeddings' | 'responses',
  path: AppProbe['path'],
  body: Record<string, unknown>,
  keepText: boolean,
): string | undefined {
  const features = featuresOf(area, body)
  for (const feature of features) usage.features.add(feature)
  const keys = Object.keys(body)
    .filter((key) => key !== 'model')
    .sort()
  for (const key of keys) usage.parameters.add(`${area}.${key}`)
  const kind = [path, ...keys, ...features].join(' ')
  // A request without readable content is not sent again.
  if (keys.length === 0 || usage.probes.has(kind) || usage.probes.size >= MOST_PROBES) return undefined
  const { model: _model, ...rest } = masked(body, keepText)
  const telling = keys.filter((key) => !['messages', 'input', 'prompt'].includes(key))
  const id = `${area}-${usage.probes.size + 1}`
  usage.probes.set(kind, {
    id,
    about: `a request of the app to ${path}${telling.length > 0 ? ` with ${telling.join(', ')}` : ''}`,
    path,
    body: rest,
  })
  return id
}

function featuresOf(area: string, body: Record<string, unknown>): Feature[] {
  const streams = body['stream'] === true
  const offersTools = asArray(body['tools']).length > 0
  if (area === 'embeddings')
    return ['embeddings', ...(asArray(body['input']).length > 1 ? ['embeddings-list' as const] : [])]
  if (area === 'completions') return ['completions', ...(streams ? ['completions-stream' as const] : [])]
  if (area === 'responses')
    return [
      'responses',
      ...(streams ? ['responses-stream' as const] : []),
      ...(offersTools ? ['responses-tools' as const] : []),
    ]
  const usage = isObject(body['stream_options']) && body['stream_options']['include_usage'] === true
  return [
    streams ? 'chat-stream' : 'chat',
    ...(usage ? ['stream-usage' as const] : []),
    ...(offersTools
      ? [
          streams ? ('tools-stream' as const) : ('tools' as const),
          ...(body['parallel_tool_calls'] === false ? [] : ['parallel-calls' as const]),
        ]
      : []),
    ...messageFeatures(asArray(body['messages']).filter(isObject)),
  ]
}

function messageFeatures(messages: Record<string, unknown>[]): Feature[] {
  const has = (holds: (message: Record<string, unknown>) => boolean, feature: Feature): Feature[] =>
    messages.some(holds) ? [feature] : []
  const part =
    (type: string) =>
    ({ content }: Record<string, unknown>): boolean =>
      asArray(content).some((one) => isObject(one) && one['type'] === type)
  return [
    ...has(({ role }) => role === 'system', 'system'),
    ...has(({ role }) => role === 'developer', 'developer'),
    ...has(({ role }) => role === 'tool', 'tool-results'),
    ...has(({ role, tool_calls: calls }) => role === 'assistant' && Array.isArray(calls), 'assistant-calls'),
    ...has(({ name }) => typeof name === 'string', 'name'),
    ...has(part('text'), 'parts'),
    ...has(part('image_url'), 'images'),
  ]
}
