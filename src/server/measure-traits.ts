import { isObject, type JsonObject } from '../json.ts'
import type { ChosenModels, ModelTraits } from '../suite/models.ts'
import type { ModelKind } from '../suite/steps.ts'
import type { Observation } from '../wire/observe.ts'
import type { ReplyChoice } from '../wire/reply.ts'
import type { Ask } from './discover.ts'
import type { ListedModel } from './models.ts'

/** Room for thoughts that are longer than any cap of a probe. */
const ROOM = 1000
/** A model that refuses more parameters than this refuses something else. */
const MOST_REFUSED = 6
/** Two questions that need different thought. Where both are thought over equally long, so is the rest. */
export const MEASURING_QUESTIONS = ['What colour is the sky?', 'Name the days of the week.']
/** Beside the longest thoughts that were seen, where they are not all equally long. */
const MARGIN = 1.25

/**
 * Ways in which servers keep a model from thinking, the most common first. The first that works is taken.
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

/** What a model does before it is asked otherwise; `null` where it answers at once and takes every parameter. */
export async function measureTraits(ask: Ask, apiPath: string, model: string): Promise<ModelTraits | null> {
  const asked = new Calibration(ask, `${apiPath}/chat/completions`, model)
  const first = await asked.thoughtsWith({})
  if (first === null) return null
  const traits = { effort: UNCHANGED, thoughtTokens: { least: 0, usual: first }, refuses: asked.refuses }
  if (first === 0) return asked.refuses.length === 0 ? null : { thinks: 'never', ...traits }
  let least = { way: UNCHANGED, tokens: first }
  for (const way of WAYS) {
    const tokens = await asked.thoughtsWith(way.chat)
    if (tokens === 0) return { thinks: 'optional', ...traits, effort: way }
    if (tokens !== null && tokens < least.tokens) least = { way, tokens }
  }
  return { thinks: 'always', ...traits, effort: least.way, thoughtTokens: { least: least.tokens, usual: first } }
}

/** Asks one model the same short questions in several ways. */
class Calibration {
  readonly refuses: ModelTraits['refuses'] = []
  readonly #ask: Ask
  readonly #path: string
  readonly #model: string

  constructor(ask: Ask, path: string, model: string) {
    this.#ask = ask
    this.#path = path
    this.#model = model
  }

  /** The most tokens that an answer spends on thoughts; null where there is no answer. */
  async thoughtsWith(fields: JsonObject): Promise<number | null> {
    const [one, other] = MEASURING_QUESTIONS.map((question) => () => this.#thoughtsAbout(question, fields))
    const first = (await one?.()) ?? null
    if (first === null || first === 0) return first
    const second = (await other?.()) ?? first
    return first === second ? first : Math.ceil(Math.max(first, second) * MARGIN)
  }

  async #thoughtsAbout(question: string, fields: JsonObject): Promise<number | null> {
    for (let tries = 0; tries <= MOST_REFUSED; tries++) {
      const answered = await this.#ask('POST', this.#path, { ...this.#body(question), ...fields })
      if (answered.status === 200) return thoughtsIn(answered)
      const parameter = refusedParameter(answered)
      if (parameter === null || !(parameter in this.#body(question)) || parameter in fields) return null
      this.refuses.push({ parameter, instead: parameter === 'max_tokens' ? 'max_completion_tokens' : null })
    }
    return null
  }

  #body(question: string): JsonObject {
    const body: JsonObject = {
      model: this.#model,
      messages: [{ role: 'user', content: question }],
      max_tokens: ROOM,
      temperature: 0,
      seed: 7,
    }
    for (const { parameter, instead } of this.refuses) {
      const value = body[parameter]
      delete body[parameter]
      if (instead !== null && value !== undefined) body[instead] = value
    }
    return body
  }
}

/** The parameter that a refusal is about, where it says so. */
function refusedParameter({ status, json }: Observation): string | null {
  const error = json.ok && isObject(json.value) ? json.value['error'] : undefined
  if (status !== 400 || !isObject(error) || typeof error['param'] !== 'string') return null
  return error['param']
}

/** Counted where the server counts them, else the share of the completion that their length has. */
function thoughtsIn({ reply }: Observation): number {
  const [choice] = reply?.choices ?? []
  const usage = isObject(reply?.usage) ? reply.usage : {}
  const details = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {}
  const counted = Number(details['reasoning_tokens'] ?? 0)
  if (counted > 0) return counted
  const [shown, said] = [thoughtText(choice), choice?.content ?? '']
  if (shown === '') return 0
  const all = Number(usage['completion_tokens'] ?? 0) || shown.length + said.length
  return Math.max(1, Math.ceil((all * shown.length) / (shown.length + said.length)))
}

/** The text of the thoughts, also where the server leaves them in the answer. */
const thoughtText = (choice: ReplyChoice | undefined): string =>
  choice?.reasoning || (/<think>[\s\S]*?(<\/think>|$)/.exec(choice?.content ?? '')?.[0] ?? '')

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
): Promise<ChosenModels> {
  const plain = new Set(listed.filter(({ capabilities }) => isPlain(capabilities)).map(({ name }) => name))
  const names = [...new Set(CHATTING.flatMap((kind) => models[kind].name ?? []))].filter((name) => !plain.has(name))
  const measured = new Map<string, ModelTraits>()
  for (const name of names) {
    const traits = await measureTraits(ask, apiPath, name)
    if (traits !== null) measured.set(name, traits)
  }
  const one = (kind: ModelKind): ChosenModels[ModelKind] => {
    const traits = measured.get(models[kind].name ?? '')
    return CHATTING.includes(kind) && traits ? { ...models[kind], traits } : models[kind]
  }
  return Object.fromEntries(Object.keys(models).map((kind) => [kind, one(kind as ModelKind)])) as ChosenModels
}
