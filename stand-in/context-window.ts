import type { ChatRequest, JsonObject, Refusal } from '../src/deviations/server-reply.ts'
import { promptTokens } from '../src/deviations/tokens.ts'
import { modelIds } from './models.ts'
import { invalid } from './refusals.ts'

/** Far smaller than the real models have, so that a test can fill it. */
const CONTEXT_WINDOW = 4096
/** The one model with the window that it really has: agents open with prompts of ten thousand tokens. */
const WIDE: Record<string, number> = { 'gpt-4.1-nano': 1_047_576 }
const windowOf = (id: string): number => WIDE[id] ?? CONTEXT_WINDOW

/** Why a prompt is too long for the model; null where it is not. */
export function contextRefusal(request: ChatRequest): Refusal | null {
  const tokens = promptTokens(request)
  const allowed = windowOf(request.model)
  if (tokens <= allowed) return null
  return invalid(
    `This model's maximum context length is ${allowed} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
    'messages',
    'context_length_exceeded',
  )
}

/** The models as Ollama lists those it has loaded. */
export const loadedModels = (): JsonObject => ({
  models: modelIds.map((id) => ({ name: id, model: id, context_length: windowOf(id) })),
})
