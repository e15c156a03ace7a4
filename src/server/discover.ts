import { Failure } from '../failure.ts'
import { asArray, isObject } from '../json.ts'
import type { Preset } from '../policy/preset.ts'
import { addressText, type Address } from '../wire/address.ts'
import { errorMessage } from '../wire/error-message.ts'
import { header, type Transport } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import type { ListedModel } from './models.ts'
import { isName, listOllamaModels } from './ollama.ts'
import { assertSpeaksHttp } from './unreachable.ts'

/** What a server says of itself. */
export interface Discovery {
  server: { software: string; version: string | null }
  /** It has Ollama's native endpoints. */
  native: boolean
  /** Models; or what came instead of their list and what to do, to go on from the address. */
  models: ListedModel[] | { instead: string }
}

/** Where Ollama has the API (https://docs.ollama.com/api/openai-compatibility). */
const OLLAMA_PATH = '/v1'

/** Asks something of a server outside of any suite. */
export type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Observation>

export const asker =
  (transport: Transport, signal?: AbortSignal): Ask =>
  async (method, path, body) =>
    observe(
      await transport.send(
        {
          key: `discovery ${method} ${path}`,
          method,
          path,
          via: 'http',
          headers: [
            ['accept', 'application/json'],
            ...(body ? [['content-type', 'application/json'] as [string, string]] : []),
          ],
          body: body ? JSON.stringify(body) : null,
        },
        signal,
      ),
    )

/**
 * Finds out what runs at an address. Whoever is asked by a preset that does not tell of native endpoints is not asked for them.
 * @throws Failure in one line when nothing usable does.
 */
export async function discover(ask: Ask, address: Address, apiKeyEnv: string, preset?: Preset): Promise<Discovery> {
  if (preset?.modelList === false)
    return {
      server: { software: preset.name, version: null },
      native: false,
      models: { instead: 'is no list that this provider has. Name a model with --model.' },
    }
  const list = await ask('GET', `${address.apiPath}/models`)
  assertSpeaksHttp(list.exchange, address)
  assertKeyAccepted(list, address, apiKeyEnv)
  const listed = modelIds(list)
  const version = preset === undefined || preset.native ? await ask('GET', '/api/version') : undefined
  const ollama =
    version?.status === 200 &&
    version.json.ok &&
    isObject(version.json.value) &&
    typeof version.json.value['version'] === 'string'
      ? version.json.value['version']
      : null
  if (ollama !== null) {
    if (list.status === 404 && address.apiPath !== OLLAMA_PATH)
      throw new Failure(
        'WRONG_PATH',
        `${addressText(address)} is not where this Ollama has its OpenAI-compatible API (HTTP 404). Name ${address.origin}${OLLAMA_PATH}.`,
      )
    return {
      server: { software: 'Ollama', version: ollama },
      native: true,
      models: (await listOllamaModels(ask)) ?? listed ?? noList(list),
    }
  }
  if (listed === null) assertApi(list, address)
  return { server: software(list, preset?.name), native: false, models: listed ?? noList(list) }
}

/** What came in place of a list. */
function noList(list: Observation): { instead: string } {
  const said = errorMessage(list)
  const status = `answers HTTP ${list.status}${said === undefined ? '' : ` (${said})`}`
  if (list.status === 200) return { instead: `${status} without a list of models. Name a model with --model.` }
  const isBusy = list.status !== null && (list.status >= 500 || list.status === 429)
  const fix = isBusy ? 'Wait until the server is ready' : 'Check the path of the base URL'
  return { instead: `${status}. ${fix}, or name a model with --model.` }
}

/** @throws Failure in one line where the key was not let in. */
export function assertKeyAccepted(list: Observation, address: Address, apiKeyEnv: string): void {
  if (list.status !== 401 && list.status !== 403) return
  throw new Failure(
    'KEY_REFUSED',
    `${addressText(address)} refuses the key (HTTP ${list.status}: ${errorMessage(list) ?? 'no reason given'}). Put a valid one into ${apiKeyEnv}, or name another variable with --api-key-env.`,
  )
}

/** A page, or nothing that looks like an API: say so instead of judging a website. A plain 404 for the list is allowed. */
function assertApi(list: Observation, address: Address): void {
  const where = `${addressText(address)}/models`
  if (/HTTP request (was sent )?to (an )?HTTPS/i.test(list.text))
    throw new Failure('NOT_AN_API', `${where} speaks TLS. Name ${addressText(address).replace('http:', 'https:')}.`)
  if (list.mediaType.includes('html') || /^\s*<(!doctype|html)/i.test(list.text)) {
    throw new Failure(
      'NOT_AN_API',
      `${where} answers with an HTML page (HTTP ${list.status}), not with an API. Give the base URL of the API, for example http://127.0.0.1:11434/v1.`,
    )
  }
  if ([404, 405, 501, 503].includes(list.status ?? 0)) return
  if (list.json.ok && (isObject(list.json.value) || Array.isArray(list.json.value))) return
  throw new Failure(
    'NOT_AN_API',
    `${where} answers HTTP ${list.status} without JSON. Give the base URL of an OpenAI-compatible API, for example http://127.0.0.1:11434/v1.`,
  )
}

/** A day as OpenAI writes it (https://developers.openai.com/api/docs/deprecations). */
const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)

function modelIds({ status, json }: Observation): ListedModel[] | null {
  // Some give the bare list.
  if (status !== 200 || !json.ok || !(isObject(json.value) || Array.isArray(json.value))) return null
  const data = Array.isArray(json.value) ? json.value : json.value['data']
  if (data !== null && !Array.isArray(data)) return null
  return asArray(data)
    .filter(isObject)
    .flatMap(({ id, shutdown_date: shutdown }) =>
      isName(id) ? [{ name: id, size: null, capabilities: null, ...(isDay(shutdown) ? { shutdown } : {}) }] : [],
    )
}

/** Servers give themselves away in headers or in `owned_by`; anything else is just OpenAI-compatible. */
function software({ exchange, json }: Observation, name = 'OpenAI-compatible server'): Discovery['server'] {
  const headers = exchange.response?.headers
  const first = json.ok && isObject(json.value) ? asArray(json.value['data'])[0] : undefined
  const owner = isObject(first) ? String(first['owned_by'] ?? '') : ''
  const litellm = header(headers, 'x-litellm-version')
  if (litellm !== undefined) return { software: 'LiteLLM', version: litellm }
  if (header(headers, 'x-portkey-trace-id') !== undefined) return { software: 'Portkey', version: null }
  if (header(headers, 'openai-version') !== undefined)
    return { software: 'OpenAI', version: header(headers, 'openai-version') ?? null }
  if (owner === 'llamacpp') return { software: 'llama.cpp', version: null }
  if (owner === 'vllm') return { software: 'vLLM', version: null }
  return { software: name, version: null }
}
