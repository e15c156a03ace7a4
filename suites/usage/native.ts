import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isObject, reasoning, text, usageCount, type JsonObject } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, json, native, suite, wrong, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://docs.ollama.com/api/usage'
const TOKENS = 16

const own = ({ json: body, status }: Observation): JsonObject | undefined =>
  status === 200 && body.ok && isObject(body.value) ? body.value : undefined
const ownText = (body: JsonObject): unknown => (isObject(body['message']) ? body['message']['content'] : undefined)

const ownThoughts = (body: JsonObject): unknown =>
  (isObject(body['message']) ? body['message']['thinking'] : undefined) ?? ''

const nativeAnswer = (prompt: number, completion: number, content = 'Hello there.'): ReturnType<typeof json> =>
  json({
    model: 'model',
    message: { role: 'assistant', content },
    done: true,
    done_reason: 'stop',
    prompt_eval_count: prompt,
    eval_count: completion,
  })
const v1 = (promptTokens: number, completionTokens: number): ReturnType<typeof answer> =>
  answer({ content: 'Hello there.', promptTokens, completionTokens })

export default suite({
  id: 'usage/native',
  about: 'the same chat through the API and through Ollama’s own `/api/chat`',
  model: 'chat',
  steps: {
    v1: chat({ messages: GREETING, max_tokens: TOKENS }),
    native: native(
      '/api/chat',
      { messages: GREETING, stream: false, options: { temperature: 0, seed: 7, num_predict: TOKENS } },
      TOKENS,
    ),
  },
  conforming: { v1: v1(32, 4), native: nativeAnswer(32, 4) },
  rules: {
    'prompt-tokens': {
      level: 'should',
      sentence: '`prompt_tokens` is not less than what Ollama itself counts as `prompt_eval_count`.',
      source: SOURCE,
      breaks: 'context meters show room where there is none',
      *check({ v1: openai, native: ollama }) {
        const [count, expected] = [usageCount(openai, 'prompt_tokens'), own(ollama)?.['prompt_eval_count']]
        if (count === undefined || typeof expected !== 'number')
          return inconclusive('one of the two answers has no count')
        if (count < expected)
          yield wrong(openai, PROMPT_TOKENS, 'fewer than Ollama itself counts for this prompt', expected, count)
        // Older versions leave out of their own count what the cache held.
        else if (count > expected)
          return inconclusive(
            `Ollama's own count is lower (${expected} against ${count}): part of the prompt may have come from its cache`,
          )
      },
      violating: [{ v1: v1(0, 4) }, { v1: v1(12, 4) }],
      inconclusive: [{ native: nativeAnswer(1, 4) }, { native: json({ error: 'model not found' }, { status: 404 }) }],
    },
    'completion-tokens': {
      level: 'should',
      sentence: '`completion_tokens` is what Ollama itself counts as `eval_count` for the same text.',
      source: SOURCE,
      breaks: 'cost meters and speed displays',
      *check({ v1: openai, native: ollama }) {
        const body = own(ollama)
        const [count, expected] = [usageCount(openai, 'completion_tokens'), body?.['eval_count']]
        if (!body || count === undefined || typeof expected !== 'number')
          return inconclusive('one of the two answers has no count')
        if (ownText(body) !== text(openai)) return inconclusive('the two answers differ')
        if (ownThoughts(body) !== reasoning(openai)) return inconclusive('the model thought otherwise the second time')
        if (count !== expected)
          yield wrong(openai, COMPLETION_TOKENS, 'not what Ollama itself counts for this text', expected, count)
      },
      violating: [{ v1: v1(32, 0) }, { v1: v1(32, 5) }],
      inconclusive: [{ native: nativeAnswer(32, 7, 'Hi! How are you?') }],
    },
  },
})
