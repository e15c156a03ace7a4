import { retold } from '../../src/deviations/catalogue/errors.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'
import { isObject, type Refusal } from '../../src/deviations/server-reply.ts'
import type { Observation } from '../../src/wire/observe.ts'

/** The rules that a senseless value of each parameter is refused, and with no 5xx. */
const RULES: Record<string, string[]> = {
  best_of: ['errors/completion-parameters/best-of-below-n'],
  response_format: ['errors/chat-parameters/response-format-type', 'errors/chat-parameters/response-format-type-value'],
  prompt: ['errors/completion-parameters/prompt-type'],
  messages: ['errors/invalid-body/empty-messages', 'errors/invalid-body/missing-messages'],
  temperature: [
    'errors/chat-parameters/temperature-maximum',
    'errors/chat-parameters/temperature-minimum',
    'errors/chat-parameters/temperature-type',
    'errors/response-parameters/temperature-maximum',
  ],
  top_p: ['errors/chat-parameters/top-p-maximum'],
  presence_penalty: ['errors/chat-parameters/presence-penalty-maximum'],
  frequency_penalty: ['errors/chat-parameters/frequency-penalty-minimum'],
  n: ['errors/chat-parameters/n-minimum', 'errors/completion-parameters/n-minimum'],
  seed: ['errors/chat-parameters/seed-type'],
  max_tokens: [
    'errors/chat-parameters/max-tokens-minimum',
    'errors/chat-parameters/max-tokens-type',
    'errors/completion-parameters/max-tokens-minimum',
  ],
  max_completion_tokens: ['errors/chat-parameters/max-completion-tokens-minimum'],
  stop: ['errors/chat-parameters/stop-type'],
  stream: [
    'errors/chat-parameters/stream-type',
    'errors/completion-parameters/stream-type',
    'errors/response-parameters/stream-type',
  ],
  logprobs: ['errors/chat-parameters/logprobs-type', 'errors/completion-parameters/logprobs-maximum'],
  top_logprobs: ['errors/chat-parameters/top-logprobs-alone', 'errors/chat-parameters/top-logprobs-maximum'],
  logit_bias: ['errors/chat-parameters/logit-bias-type'],
  reasoning_effort: ['errors/chat-parameters/reasoning-effort-value'],
  user: [
    'errors/chat-parameters/user-type',
    'parameters/completion-unseen/user',
    'parameters/embedding-unseen/user',
    'parameters/unseen/user',
  ],
  metadata: ['errors/chat-parameters/metadata-type'],
  service_tier: ['errors/chat-parameters/service-tier-value', 'responses/labels/service-tier'],
  stream_options: ['errors/chat-parameters/stream-options-alone'],
  model: [
    'errors/chat-with-embedding-model/json-before-stream',
    'errors/chat-with-embedding-model/refused',
    'errors/response-model/missing-refused',
  ],
  input: [
    'errors/embedding-parameters/input-missing',
    'errors/embedding-parameters/input-type',
    'errors/response-parameters/input-type',
  ],
  max_output_tokens: ['errors/response-parameters/max-output-tokens-minimum'],
  tools: ['errors/response-parameters/tools-type', 'errors/tool-parameters/tools-type'],
  text: ['errors/response-parameters/text-format-type-value'],
  reasoning: ['errors/response-parameters/reasoning-effort-value'],
  truncation: ['errors/response-parameters/truncation-value'],
  tool_choice: ['errors/tool-parameters/tool-choice-type', 'errors/tool-parameters/tool-choice-value'],
  parallel_tool_calls: ['errors/tool-parameters/parallel-tool-calls-type'],
  x_conformance_unknown: ['parameters/unknown-field/tolerated-or-refused'],
  safety_identifier: ['parameters/unseen/safety-identifier'],
  prompt_cache_key: ['parameters/unseen/prompt-cache-key'],
  prompt_cache_retention: ['parameters/unseen/prompt-cache-retention'],
  prompt_cache_options: ['parameters/unseen/prompt-cache-options'],
  verbosity: ['parameters/unseen/verbosity'],
  previous_response_id: ['responses/parameters/unknown-previous-is-refused'],
  context_management: ['responses/unseen/context-management'],
  dimensions: ['errors/embedding-parameters/dimensions-minimum', 'errors/embedding-parameters/dimensions-type'],
  encoding_format: ['errors/embedding-parameters/encoding-format-value'],
}

/** An empty list of tools, or a parameter nobody knows: no client minds when it is accepted. */
const TOLERABLE = /^(tools|x_.*)$/

/**
 * For each parameter that the conforming server refused in a run: a server that does not check it, and one that breaks
 * on it.
 */
export const uncheckedFaults = (pool: readonly Observation[]): Deviation[] =>
  refusedParameters(pool).flatMap((parameter): Deviation[] => {
    const applies = ({ param, code }: Refusal): boolean => root(param) === parameter && code !== 'model_not_found'
    const taken: Deviation = {
      name: `unchecked-${parameter}`,
      about: `a senseless \`${parameter}\` is accepted`,
      rules: RULES[parameter] ?? [],
      hooks: { accepts: applies },
    }
    return [
      ...(TOLERABLE.test(parameter) ? [] : [taken]),
      {
        name: `500-for-${parameter}`,
        about: `a senseless \`${parameter}\` gives a 500`,
        rules: RULES[parameter] ?? [],
        hooks: retold(() => ({ status: 500, type: 'api_error' }), applies),
      },
    ]
  })

/** `messages[0].role` belongs to `messages`. */
const root = (param: string | null): string | undefined => param?.split(/[.[]/)[0]

function refusedParameters(pool: readonly Observation[]): string[] {
  const params = pool.map(({ status, json }) =>
    status === 400 && json.ok && isObject(json.value) && isObject(json.value['error'])
      ? json.value['error']['param']
      : null,
  )
  return [...new Set(params.flatMap((param) => (typeof param === 'string' ? (root(param) ?? []) : [])))]
}
