import type { ChatRequest, JsonObject, Refusal } from '../src/deviations/server-reply.ts'
import { promptTokens } from '../src/deviations/tokens.ts'
import { modelIds } from './models.ts'
import { invalid } from './refusals.ts'

/** Far smaller than the real models have, so that a test can fill it. */
const CONTEXT_WINDOW = 4096

/** Why a prompt is too long for the model; null where it is not. */
export function contextRefusal(request: ChatRequest): Refusal | null {
  const tokens = promptTokens(request)
  if (tokens <= CONTEXT_WINDOW) return null
  return invalid(
    `This model's maximum context length is ${CONTEXT_WINDOW} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
    'messages',
    'context_length_exceeded',
  )
}

/** The models as Ollama lists those it has loaded. */
export const loadedModels = (): JsonObject => ({
  models: modelIds.map((id) => ({ name: id, model: id, context_length: CONTEXT_WINDOW })),
})
