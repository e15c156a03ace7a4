import { isObject, objects, type JsonObject } from '../src/deviations/server-reply.ts'
import { loadedModels } from './context-window.ts'
import { generate } from './generate.ts'
import { capabilitiesOf } from './models.ts'

/** What Ollama's own endpoints say, for suites that compare with them; null where there is no such endpoint. */
export function nativeAnswer(path: string, body: JsonObject): JsonObject | null {
  if (path === '/api/chat') return chatAnswer(body)
  if (path === '/api/ps') return loadedModels()
  if (path === '/api/generate' && body['keep_alive'] === 0)
    return { model: body['model'] ?? null, response: '', done: true, done_reason: 'unload' }
  return path === '/api/show' ? { capabilities: capabilitiesOf(String(body['model'])) } : null
}

function chatAnswer(body: JsonObject): JsonObject {
  const options = isObject(body['options']) ? body['options'] : {}
  const choice = generate({
    model: String(body['model']),
    messages: objects(body['messages']),
    max_tokens: options['num_predict'] ?? null,
    ...(body['think'] === false ? { reasoning_effort: 'none' } : {}),
  })
  return {
    model: body['model'] ?? null,
    created_at: '2026-10-01T12:00:00Z',
    message: {
      role: 'assistant',
      content: choice.text ?? '',
      ...(choice.reasoning ? { thinking: choice.reasoning } : {}),
    },
    done: true,
    done_reason: choice.finish,
    prompt_eval_count: choice.promptTokens,
    eval_count: choice.completionTokens,
  }
}
