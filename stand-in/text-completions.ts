import { isObject, textOf, type ChatRequest, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import type { Json } from '../src/suite/steps.ts'
import { requestRefusal } from './check-request.ts'
import { answeredAt } from './clock.ts'
import type { Endpoint } from './endpoint.ts'
import { answer as continued, positive } from './generate.ts'
import { letters } from './ids.ts'
import { isChatModel, isServed, mindOf, servedAs } from './models.ts'
import { invalid, NOT_JSON, unknownModel } from './refusals.ts'
import { jsonReply, refusalReply, streamReply, timeFor } from './replies.ts'
import { limitHeaders } from './reply-headers.ts'
import { listed, type Tokens } from './text-logprobs.ts'

/** The cap where the request has none. */
const DEFAULT_CAP = 16
let told = 0

interface Prompt {
  text: string
  size: number
}
interface Written {
  index: number
  tokens: Tokens
  finish: string | null
  size: number
}

export const textCompletions: Endpoint = (body, request, hooks) => {
  const refused = refusalReply(body === undefined ? NOT_JSON : refusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  const prompts = promptsOf(asked['prompt'])
  const written = prompts.flatMap((prompt, at) => choices(asked, prompt, at))
  const head = {
    id: `cmpl-${letters(`completion ${told++}`, 29)}`,
    object: 'text_completion',
    created: answeredAt(),
    model: servedAs(String(asked['model'])),
  }
  const usage = usageOf(prompts, written, asked)
  if (asked['stream'] !== true) {
    const answer: JsonObject = { ...head, choices: written.map((one) => choice(one, asked)), usage }
    return jsonReply(
      200,
      hooks.textCompletion?.(answer, asked) ?? answer,
      limitHeaders,
      timeFor(written.reduce((sum, { size }) => sum + size, 0)),
    )
  }
  const counted = isObject(asked['stream_options']) && asked['stream_options']['include_usage'] === true
  const chunks: JsonObject[] = [
    ...written
      .flatMap((one) => pieces(one, asked))
      .map((one) => ({ ...head, choices: [one], ...(counted ? { usage: null } : {}) })),
    ...(counted ? [{ ...head, choices: [], usage }] : []),
  ]
  const frames = [
    ...(hooks.textChunks?.(chunks, asked) ?? chunks).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
    'data: [DONE]\n\n',
  ]
  return streamReply(hooks.sse?.(frames, asChat(asked, '')) ?? frames, limitHeaders)
}

function refusal(body: unknown): Refusal | null {
  const refused = requestRefusal(body, 'text-completion-request')
  if (refused) return refused
  const name = String((body as JsonObject)['model'])
  if (!isServed(name)) return unknownModel(name)
  return isChatModel(name) && !mindOf(name)?.isReasoningFamily
    ? null
    : invalid('This is not a completion model.', 'model', null, 404)
}

/** A text, a list of texts, the tokens of one prompt, or a list of such. What tokens stand for is nobody's business. */
function promptsOf(prompt: Json | undefined): Prompt[] {
  const inText = (text: string): Prompt => ({ text, size: tokensOf(text).length })
  const inTokens = (tokens: Json[]): Prompt => ({ text: tokens.join(' '), size: tokens.length })
  if (!Array.isArray(prompt) || prompt.length === 0) return [inText(textOf(prompt))]
  if (prompt.every((one) => typeof one === 'number')) return [inTokens(prompt)]
  return prompt.map((one) => (Array.isArray(one) ? inTokens(one) : inText(String(one))))
}

/** What bears on how words are drawn. */
const SAMPLING = ['seed', 'top_p', 'presence_penalty', 'frequency_penalty', 'logit_bias']

/** The request as the scripted model takes it. */
const asChat = (asked: JsonObject, prompt: string): ChatRequest => ({
  model: String(asked['model']),
  messages: [{ role: 'user', content: prompt }],
  max_tokens: asked['max_tokens'] ?? DEFAULT_CAP,
  stop: asked['stop'] ?? null,
  ...SAMPLING.reduce((all, key) => ({ ...all, [key]: asked[key] ?? null }), {}),
  temperature: asked['temperature'] ?? 1,
})

function choices(asked: JsonObject, { text: prompt }: Prompt, at: number): Written[] {
  const n = positive(asked['n'], 1)
  const request = asChat(asked, prompt)
  return Array.from({ length: n }, (_, i) => {
    const { text, finish, completionTokens: size } = continued(request)
    const tokens = {
      prompt: asked['echo'] === true ? tokensOf(prompt) : [],
      text: tokensOf(text ?? ''),
      before: prompt.length,
    }
    return { index: at * n + i, tokens, finish, size }
  })
}

/** What follows the prompt is as much a part of it. Where nothing was generated, its count is left out. */
function usageOf(prompts: readonly Prompt[], written: readonly Written[], { suffix }: JsonObject): JsonObject {
  const prompt = prompts.reduce((sum, { size }) => sum + size + tokensOf(textOf(suffix)).length, 0)
  const completion = written.reduce((sum, { size }) => sum + size, 0)
  return {
    prompt_tokens: prompt,
    ...(completion > 0 ? { completion_tokens: completion } : {}),
    total_tokens: prompt + completion,
  }
}

const choice = ({ tokens, index, finish }: Written, { logprobs }: JsonObject): JsonObject => ({
  text: [...tokens.prompt, ...tokens.text].join(''),
  index,
  logprobs: listed(tokens, logprobs),
  finish_reason: finish,
})

/** One choice as a stream: `length` rides on the last piece, `stop` has a chunk of its own. */
function pieces({ tokens, index, finish }: Written, { logprobs }: JsonObject): JsonObject[] {
  const all = [...tokens.prompt, ...tokens.text]
  const alone = finish !== 'length' || all.length === 0
  const said = all.map((text, at): JsonObject => ({
    text,
    index,
    logprobs: listed(tokens, logprobs, at, at + 1),
    finish_reason: !alone && at === all.length - 1 ? finish : null,
  }))
  return alone ? [...said, { text: '', index, logprobs: null, finish_reason: finish }] : said
}
