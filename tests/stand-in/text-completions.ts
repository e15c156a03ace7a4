import type { Json } from '../../src/define/steps.ts'
import { requestRefusal } from './check-request.ts'
import { isObject, type Endpoint, type JsonObject } from './exchange-types.ts'
import { generate, positive } from './generate.ts'
import { letters } from './ids.ts'
import { isChatModel, isServed, servedAs } from './models.ts'
import { invalid, NOT_JSON, unknownModel, type Refusal } from './refusals.ts'
import { jsonReply, refusalReply, streamReply } from './replies.ts'
import { tokensOf } from './tokens.ts'

const CREATED = Date.parse('2026-10-01T12:00:00Z') / 1000
let told = 0

interface Written { text: string; finish: string; index: number; prompt: string }

export const textCompletions: Endpoint = (body, request, hooks) => {
  const refused = refusalReply(body === undefined ? NOT_JSON : refusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  const written = prompts(asked['prompt']).flatMap((prompt, at) => choices(asked, prompt, at))
  const head = { id: `cmpl-${letters(`completion ${told++}`, 29)}`, object: 'text_completion', created: CREATED, model: servedAs(String(asked['model'])) }
  const usage = usageOf(written, asked)
  if (asked['stream'] !== true) {
    const answer: JsonObject = { ...head, choices: written.map((one) => choice(one, one.text, one.finish, asked)), usage }
    return jsonReply(200, hooks.textCompletion?.(answer, asked) ?? answer)
  }
  const counted = isObject(asked['stream_options']) && asked['stream_options']['include_usage'] === true
  const chunks = [
    ...written.flatMap((one) => [...tokensOf(one.text).map((token) => choice(one, token, null, asked)), choice(one, '', one.finish, { ...asked, logprobs: null })])
      .map((one): JsonObject => ({ ...head, choices: [one], ...(counted ? { usage: null } : {}) })),
    ...(counted ? [{ ...head, choices: [], usage }] : []),
  ]
  const frames = (hooks.textChunks?.(chunks, asked) ?? chunks).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  return streamReply([...frames, 'data: [DONE]\n\n'])
}

function refusal(body: unknown): Refusal | null {
  const refused = requestRefusal(body, 'text-completion-request')
  if (refused) return refused
  const { model, best_of: bestOf, n } = body as JsonObject
  const name = String(model)
  if (!isServed(name)) return unknownModel(name)
  if (!isChatModel(name)) return invalid('This is not a completion model.', 'model', null, 404)
  return bestOf !== undefined && bestOf !== null && Number(bestOf) < Number(n ?? 1) ? invalid("'best_of' must be at least 'n'.", 'best_of', null) : null
}

function prompts(prompt: Json | undefined): string[] {
  if (typeof prompt === 'string') return [prompt]
  if (!Array.isArray(prompt) || prompt.length === 0) return ['']
  return prompt.every((one) => typeof one === 'number') ? [prompt.join(' ')] : prompt.map((one) => (typeof one === 'string' ? one : [one].flat().join(' ')))
}

function choices(asked: JsonObject, prompt: string, at: number): Written[] {
  const n = positive(asked['n'], 1)
  const continued = generate({ model: String(asked['model']), messages: [{ role: 'user', content: prompt }], max_tokens: asked['max_tokens'] ?? 16, stop: asked['stop'] ?? null })
  const text = `${asked['echo'] === true ? prompt : ''}${continued.text ?? ''}`
  return Array.from({ length: n }, (_, i) => ({ text, finish: continued.finish ?? 'stop', index: at * n + i, prompt }))
}

function usageOf(written: readonly Written[], { echo }: JsonObject): JsonObject {
  const size = (text: string): number => tokensOf(text).length
  const prompt = [...new Set(written.map((one) => one.prompt))].reduce((sum, text) => sum + size(text), 0)
  const completion = written.reduce((sum, one) => sum + size(one.text) - (echo === true ? size(one.prompt) : 0), 0)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

const choice = ({ index }: Written, text: string, finish: string | null, { logprobs }: JsonObject): JsonObject =>
  ({ text, index, logprobs: typeof logprobs === 'number' ? listed(text, logprobs) : null, finish_reason: finish })

/** The old form: four lists that run along the tokens. */
function listed(text: string, alternatives: number): JsonObject {
  const tokens = tokensOf(text)
  let offset = 0
  const offsets = tokens.map((token) => { const at = offset; offset += token.length; return at })
  return {
    tokens, token_logprobs: tokens.map(() => -0.01), text_offset: offsets,
    top_logprobs: alternatives < 1 ? null : tokens.map((token) => Object.fromEntries(Array.from({ length: alternatives }, (_, rank) => [rank === 0 ? token : ` ${letters(token + rank, 3)}`, -0.01 - 3 * rank]))),
  }
}
