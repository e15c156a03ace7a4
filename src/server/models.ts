import type { ChosenModels, NamedModels } from '../suite/models.ts'
import type { ModelKind } from '../suite/steps.ts'

/** What is known of a model on a server. */
export interface ListedModel {
  name: string
  /** Bytes on disk, where the server says so. */
  size: number | null
  /** As `/api/show` tells; null where the server does not. */
  capabilities: string[] | null
  /** Day on which it is shut down, where the server says so. */
  shutdown?: string
}

const EMBEDDING_NAME = /embed|minilm|bge-|e5-/i
/** Model ids in cloud lists that are no chat models. */
const OTHER_NAME = /whisper|tts|dall-e|image|moderation|audio|realtime|transcribe|davinci|babbage|sora|search/i
/**
 * Small cloud models, current ones first, then deprecated ones, the last to be shut down first.
 * Source: https://developers.openai.com/api/docs/deprecations, 2026-11-30.
 */
export const CLOUD_FAVOURITES = [
  'gpt-6-luna',
  'gpt-5.6-luna',
  'gpt-5.4-nano',
  'gpt-5.4-mini',
  'gpt-4o-mini',
  'gpt-4.1-mini',
  'gpt-4o',
  'gpt-5-nano',
  'gpt-4.1-nano',
]

/**
 * Chooses the smallest suitable model of each kind. A name given by the user wins, then the usual one of a preset, as long as the
 * server lists it or lists nothing.
 */
export function chooseModels(
  listed: readonly ListedModel[],
  named: NamedModels,
  usual: NamedModels = {},
): ChosenModels {
  const found = chosen(listed, named)
  const wished = Object.entries({ ...(usual.chat === undefined ? {} : { tools: usual.chat }), ...usual }) as [
    ModelKind,
    string,
  ][]
  // Who names a chat model means it to be asked for tools as well.
  const free = wished.filter(([kind]) => named[kind] === undefined && !(kind === 'tools' && named.chat !== undefined))
  return {
    ...found,
    ...Object.fromEntries(
      free.map(([kind, name]) => [
        kind,
        listed.length === 0 || inList(listed, name)
          ? { name, why: `usual for the preset${endText(inList(listed, name))}` }
          : { ...found[kind], why: `${found[kind].why}; ${name}, which is usual for the preset, is not listed` },
      ]),
    ),
  }
}

/** Some servers list their models below a prefix that a request may leave out. */
const inList = (listed: readonly ListedModel[], wanted: string): ListedModel | undefined =>
  listed.find(({ name }) => name === wanted || name === `models/${wanted}`)

function chosen(listed: readonly ListedModel[], named: NamedModels): ChosenModels {
  const bySize = [...listed].sort(smallestFirst)
  const known = listed.some(({ capabilities }) => capabilities !== null)
  const chat = bySize.filter(isChat)
  const having = (capability: string): ListedModel[] =>
    chat.filter(({ capabilities }) => capabilities?.includes(capability))
  const plain = chat.filter(({ capabilities }) => !capabilities?.includes('thinking'))
  const chatModel = pick(named.chat, plain[0] ?? chat[0], 'smallest chat model', 'the server lists no chat model')
  const chatName = chatModel.name
  return {
    chat: chatModel,
    tools:
      named.tools === undefined && !known
        ? { name: chatName, why: 'the chat model: the server does not say which models have tools' }
        : pick(
            named.tools,
            preferPlain(having('tools')),
            'smallest model with tools',
            'no model with the tools capability',
          ),
    toolless: pick(
      named.toolless,
      known ? chat.find(({ capabilities }) => capabilities && !capabilities.includes('tools')) : undefined,
      'smallest model known to lack tools',
      'no model is known to lack tools',
    ),
    thinking: pick(
      named.thinking,
      having('thinking')[0],
      'smallest thinking model',
      'no model with the thinking capability',
    ),
    vision: pick(named.vision, having('vision')[0], 'smallest vision model', 'no model with the vision capability'),
    embedding: pick(named.embedding, bySize.find(isEmbedding), 'smallest embedding model', 'no embedding model'),
  }
}

const preferPlain = (models: ListedModel[]): ListedModel | undefined =>
  models.find(({ capabilities }) => !capabilities?.includes('thinking')) ?? models[0]

function pick(
  named: string | undefined,
  found: ListedModel | undefined,
  why: string,
  absent: string,
): { name: string | null; why: string } {
  if (named !== undefined) return { name: named, why: 'named by the user' }
  if (!found) return { name: null, why: absent }
  const size = found.size === null ? '' : ` (${Math.round(found.size / 1e6)} MB)`
  return { name: found.name, why: `${why}${size}${endText(found)}` }
}

const isEmbedding = ({ name, capabilities }: ListedModel): boolean =>
  capabilities?.length ? capabilities.includes('embedding') : EMBEDDING_NAME.test(name)
const isChat = (model: ListedModel): boolean =>
  model.capabilities?.length
    ? model.capabilities.includes('completion')
    : !EMBEDDING_NAME.test(model.name) && !OTHER_NAME.test(model.name)

const smallestFirst = (a: ListedModel, b: ListedModel): number =>
  (a.size ?? Infinity) - (b.size ?? Infinity) ||
  Number(isEnding(a)) - Number(isEnding(b)) ||
  rank(a.name) - rank(b.name) ||
  a.name.localeCompare(b.name)

const isEnding = ({ shutdown }: ListedModel): boolean => shutdown !== undefined

/** When a model is shut down, to go on from why it was chosen. */
const endText = (model: ListedModel | undefined): string =>
  model?.shutdown === undefined ? '' : `; it is shut down on ${model.shutdown}`

function rank(name: string): number {
  const at = CLOUD_FAVOURITES.indexOf(name)
  return at < 0 ? CLOUD_FAVOURITES.length : at
}
