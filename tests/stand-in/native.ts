import { isObject, objects, type JsonObject } from './exchange-types.ts'
import { generate } from './generate.ts'

/** What Ollama's own endpoints say, for suites that compare with them; null where there is no such endpoint. */
export const nativeAnswer = (path: string, body: JsonObject): JsonObject | null => (path === '/api/chat' ? chatAnswer(body) : null)

function chatAnswer(body: JsonObject): JsonObject {
  const options = isObject(body['options']) ? body['options'] : {}
  const choice = generate({ model: String(body['model']), messages: objects(body['messages']), max_tokens: options['num_predict'] ?? null })
  return {
    model: body['model'] ?? null, created_at: '2026-10-01T12:00:00Z', message: { role: 'assistant', content: choice.text ?? '' },
    done: true, done_reason: choice.finish, prompt_eval_count: choice.promptTokens, eval_count: choice.completionTokens,
  }
}
