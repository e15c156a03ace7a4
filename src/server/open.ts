import { Failure } from '../failure.ts'
import { adaptedTransport } from '../policy/adapt.ts'
import type { Preset } from '../policy/preset.ts'
import { withoutSecrets } from '../policy/without-secrets.ts'
import { readRecording, recordingTransport, type RecordingInfo } from '../recording/recording.ts'
import type { ChosenModels, NamedModels } from '../suite/models.ts'
import { addressText, type Address } from '../wire/address.ts'
import type { Deadlines, Exchange, HeaderPair, Transport } from '../wire/exchange.ts'
import { httpTransport } from '../wire/http-transport.ts'
import { redactExchange, redactValue } from '../wire/redact.ts'
import { assertAnswers, CHAT, EMBED, isListed } from './assert-answers.ts'
import { asker, discover, type Ask, type Discovery } from './discover.ts'
import { withTraits } from './measure-traits.ts'
import { chooseModels, type ListedModel } from './models.ts'

/** A side that is ready to be asked: a live server, or a recording of one. */
export interface Endpoint {
  kind: 'live' | 'recording'
  info: RecordingInfo
  transport: Transport
  /** Where a recording lies; null for a live server. */
  dir: string | null
  /** How many requests went to the server so far. */
  sent: () => number
  /** How many of them found out what it is and which models it has. */
  discovery: number
  close: () => void
}

export interface OpenOptions {
  address: Address
  /** Headers that carry a key, by name. */
  keyHeaders: { [name: string]: string }
  /** The variable to name where the key is refused. */
  apiKeyEnv: string
  /** What is known of who is asked, and the headers that are sent because of it. */
  preset?: { data: Preset; headers: HeaderPair[] }
  /** Every secret of the run; none of them leaves this module in an exchange. */
  secrets: readonly string[]
  deadlines: Deadlines
  named: NamedModels
  signal?: AbortSignal
}

/** Opens a live server: finds out what it is and which models to use. @throws Failure in one line when it cannot be judged. */
export async function openServer(options: OpenOptions): Promise<Endpoint> {
  const { address, keyHeaders, apiKeyEnv, preset, secrets, deadlines, named, signal } = options
  const plain = httpTransport(address.origin, deadlines, keyHeaders)
  const wire = preset === undefined ? plain : adaptedTransport(plain, preset.data, preset.headers)
  let sent = 0
  const transport: Transport = {
    send: async (request, abort): Promise<Exchange> => {
      sent += 1
      return redactExchange(await wire.send(request, abort), secrets)
    },
  }
  const ask = asker(transport, signal)
  try {
    const discovery = await discover(ask, address, apiKeyEnv, preset?.data)
    const listed = listedBy(discovery)
    const chosen = chooseModels(listed, named, preset?.data.models)
    await assertUsable(ask, { address, apiKeyEnv, named, usual: preset?.data.models ?? {} }, discovery, chosen)
    const models = await withTraits(ask, address.apiPath, chosen, listed, preset?.data.thinking)
    const info: RecordingInfo = redactValue(
      {
        format: 'ollama-conformance/recording@1' as const,
        baseUrl: addressText(address),
        server: discovery.server,
        apiPath: address.apiPath,
        native: discovery.native,
        models,
        recordedAt: new Date().toISOString(),
        ...(preset === undefined ? {} : { preset: withoutSecrets(preset.data) }),
      },
      secrets,
    )
    return { kind: 'live', info, transport, dir: null, sent: () => sent, discovery: sent, close: () => wire.close?.() }
  } catch (error) {
    wire.close?.()
    throw error
  }
}

/** Opens a folder that `--record` or a run wrote. */
export function openRecording(dir: string): Endpoint {
  const recording = readRecording(dir)
  const transport = recordingTransport(recording)
  return { kind: 'recording', info: recording.info, transport, dir, sent: () => 0, discovery: 0, close: () => {} }
}

async function assertUsable(
  ask: Ask,
  { address, apiKeyEnv, named, usual }: Pick<OpenOptions, 'address' | 'apiKeyEnv' | 'named'> & { usual: NamedModels },
  { models: listed, server }: Discovery,
  models: ChosenModels,
): Promise<void> {
  const where = addressText(address)
  const names = listedBy({ models: listed }).map(({ name }) => name)
  // Without a list, the usual model of a preset is but a guess as well.
  const guessed = 'instead' in listed && models.chat.name !== null ? [models.chat.name] : []
  const { embedding, ...chatting } = named
  for (const name of new Set([...Object.values(chatting), ...guessed])) {
    const others = { names, usual: usual.chat }
    if (!isListed(names, name)) await assertAnswers(ask, { address, apiKeyEnv }, name, others, CHAT)
  }
  if (embedding !== undefined && !isListed(names, embedding)) {
    const others = { names, usual: usual.embedding }
    await assertAnswers(ask, { address, apiKeyEnv }, embedding, others, EMBED)
  }
  if (models.chat.name !== null) return
  if ('instead' in listed) throw new Failure('NO_MODEL_LIST', `${where}/models ${listed.instead}`)
  const fix = server.software === 'Ollama' ? 'Pull one, for example `ollama pull smollm2:135m`' : 'Load one'
  const what = listed.length === 0 ? 'has no models' : `has no chat model (only ${names.slice(0, 3).join(', ')})`
  throw new Failure('NO_MODELS', `${where} ${what}. ${fix}, or name one with --model.`)
}

const listedBy = ({ models }: Pick<Discovery, 'models'>): readonly ListedModel[] => ('instead' in models ? [] : models)
