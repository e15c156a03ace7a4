import { isDeepStrictEqual } from 'node:util'
import { finishReason, text } from '../checks/reply.ts'
import { completionTokens } from '../checks/tokens.ts'
import { nameMatcher } from '../globs.ts'
import type { Thinking } from '../policy/preset.ts'
import type { ChosenModels, ModelTraits, Refusal } from '../suite/models.ts'
import { STEADY, type ModelKind } from '../suite/steps.ts'
import { Calibration, MEASURING_QUESTIONS } from './calibration.ts'
import type { Ask } from './discover.ts'
import type { ListedModel } from './models.ts'

/**
 * Ways in which servers keep a model from thinking, the most common first. The first that works is taken. What a preset documents
 * of the model goes before.
 *
 * OpenAI and Ollama: `reasoning_effort` (https://platform.openai.com/docs/guides/reasoning, https://docs.ollama.com/api/openai-compatibility);
 * vLLM and llama.cpp: `chat_template_kwargs` (https://docs.vllm.ai/en/latest/features/reasoning_outputs.html);
 * OpenRouter: `reasoning` (https://openrouter.ai/docs/use-cases/reasoning-tokens). `low` only shortens thoughts (gpt-oss).
 */
const WAYS: ModelTraits['effort'][] = [
  effort('none'),
  effort('minimal'),
  { chat: { chat_template_kwargs: { enable_thinking: false } }, responses: {} },
  { chat: { reasoning: { enabled: false } }, responses: {} },
  effort('low'),
]

function effort(level: string): ModelTraits['effort'] {
  return { chat: { reasoning_effort: level }, responses: { reasoning: { effort: level } } }
}

const UNCHANGED: ModelTraits['effort'] = { chat: {}, responses: {} }

/**
 * What a model does before it is asked otherwise; `null` where it answers at once and takes every parameter. What is documented of
 * it is tried first, and counts only where its answers show the same.
 */
export async function measureTraits(
  ask: Ask,
  apiPath: string,
  model: string,
  known?: Thinking,
): Promise<ModelTraits | null> {
  const asked = new Calibration(ask, `${apiPath}/chat/completions`, model, known)
  const thinks = await measureThinking(asked, known)
  if (thinks === null || (thinks.thinks === 'never' && asked.refuses.length === 0)) return null
  const thoughtTokens = { ...thinks.thoughtTokens, ...(await thoughtsOfCompletions(ask, apiPath, model, thinks)) }
  return { ...thinks, thoughtTokens, refuses: asked.refuses, ...documentedBesides(asked.refuses, known) }
}

async function measureThinking(asked: Calibration, known?: Thinking): Promise<Omit<ModelTraits, 'refuses'> | null> {
  const usual = await asked.thoughtsWith({})
  if (usual === 0) return { thinks: 'never', effort: UNCHANGED, thoughtTokens: { least: 0, usual } }
  const documented = waysOf(known)
  let least = { way: UNCHANGED, tokens: usual ?? Infinity }
  // Some refuse to answer in one piece unless they are kept from thinking.
  for (const way of usual === null ? documented : [...documented, ...WAYS.filter((one) => !hasWay(documented, one))]) {
    const tokens = await asked.thoughtsWith(way.chat)
    if (tokens === 0) {
      await asked.offerAgain(way.chat)
      return { thinks: 'optional', effort: way, thoughtTokens: { least: 0, usual: usual ?? 0 } }
    }
    if (tokens !== null && tokens < least.tokens) least = { way, tokens }
  }
  if (least.tokens === Infinity) return null
  return { thinks: 'always', effort: least.way, thoughtTokens: { least: least.tokens, usual: usual ?? least.tokens } }
}

/** Room for a text that begins at once, and none for thoughts. */
const NO_ROOM = 16

/** Ollama uses the template of a model at `/completions` too, and drops the thoughts: a short answer has tokens and no text. */
async function thoughtsOfCompletions(
  ask: Ask,
  apiPath: string,
  model: string,
  { thinks, thoughtTokens: { usual } }: Pick<ModelTraits, 'thinks' | 'thoughtTokens'>,
): Promise<{ completions?: number }> {
  if (thinks === 'never') return {}
  const body = { model, prompt: MEASURING_QUESTIONS[0], max_tokens: NO_ROOM, ...STEADY }
  const answered = await ask('POST', `${apiPath}/completions`, body)
  const isThought =
    finishReason(answered) === 'length' && (completionTokens(answered) ?? 0) > 0 && text(answered) === ''
  return isThought ? { completions: usual } : {}
}

const waysOf = (known: Thinking | undefined): ModelTraits['effort'][] =>
  known?.effort === undefined ? [] : [{ ...UNCHANGED, ...known.effort }]

const hasWay = (ways: ModelTraits['effort'][], { chat }: ModelTraits['effort']): boolean =>
  ways.some((way) => isDeepStrictEqual(way.chat, chat))

/** What is documented to be refused and was not asked, as far as the model is one that refuses or thinks. */
function documentedBesides(refuses: readonly Refusal[], known: Thinking | undefined): Pick<ModelTraits, 'documented'> {
  const others = (known?.refuses ?? []).filter(
    ({ parameter, onlyThinking }) => !onlyThinking && !refuses.some((one) => one.parameter === parameter),
  )
  if (known === undefined || others.length === 0) return {}
  return { documented: { refuses: others.map(({ parameter }) => parameter), link: known.link, seen: known.seen } }
}

const isPlain = (capabilities: string[] | null): boolean =>
  capabilities !== null && capabilities.length > 0 && !capabilities.includes('thinking')

/** Kinds of model that answer in text. */
const CHATTING: ModelKind[] = ['chat', 'tools', 'toolless', 'vision', 'thinking']

/** The models with their traits, each measured once. What a server says cannot think is not asked. */
export async function withTraits(
  ask: Ask,
  apiPath: string,
  models: ChosenModels,
  listed: readonly ListedModel[],
  thinking: readonly Thinking[] = [],
): Promise<ChosenModels> {
  const plain = new Set(listed.filter(({ capabilities }) => isPlain(capabilities)).map(({ name }) => name))
  const names = [...new Set(CHATTING.flatMap((kind) => models[kind].name ?? []))].filter((name) => !plain.has(name))
  const measured = new Map<string, ModelTraits>()
  for (const name of names) {
    const known = thinking.find((entry) => nameMatcher(entry.models)(name))
    const traits = await measureTraits(ask, apiPath, name, known)
    if (traits !== null) measured.set(name, traits)
  }
  const one = (kind: ModelKind): ChosenModels[ModelKind] => {
    const traits = measured.get(models[kind].name ?? '')
    return CHATTING.includes(kind) && traits ? { ...models[kind], traits } : models[kind]
  }
  return Object.fromEntries(Object.keys(models).map((kind) => [kind, one(kind as ModelKind)])) as ChosenModels
}
