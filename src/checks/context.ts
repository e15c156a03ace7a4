import { noOccasion, type NoOccasion } from '../finding.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import { anyAnswer, type Step } from '../suite/steps.ts'
import type { Observation } from '../wire/observe.ts'
import { succeeded } from './pool.ts'

/** The size of a context window, and where it was read. */
export interface Window {
  tokens: number
  from: string
}

/** Prompts are read at some 250 tokens a second on a CPU: a larger window is not worth the wait, nor the price elsewhere. */
const LARGEST_WINDOW = 8192

/** So far beyond the window that no way of counting makes it fit. */
const BEYOND = 1.2
/** Words are tokens at the least; a tenth is left for tokenizers that join some. */
export const COUNTED = 0.9

/** What Ollama gives a model that it says nothing of: 2048 in old releases, 4096 since 0.6. */
const OLLAMA_DEFAULT = 4096

/** Names under which servers list the window of a model. */
const LISTED_KEYS = ['max_model_len', 'context_length', 'context_window', 'loaded_context_length', 'max_context_length']

/** How much the server says it reads of a prompt: a loaded model's window from Ollama's own list, else from the list of models. */
function windowOf(
  model: unknown,
  { ps, models }: { ps?: Observation | undefined; models?: Observation | undefined },
): Window | undefined {
  if (ps && succeeded(ps) && isObject(body(ps)) && 'models' in (body(ps) as JsonObject)) return loaded(model, ps)
  const entry = asArray(isObject(body(models)) ? (body(models) as JsonObject)['data'] : [])
    .filter(isObject)
    .find(({ id }) => id === model)
  const key = LISTED_KEYS.find((one) => isCount(entry?.[one]))
  return entry && key ? { tokens: Number(entry[key]), from: `\`${key}\` of the model list` } : undefined
}

/** A request with so many words that it cannot fit, where the size of the window is known and can be filled in a test. */
export function beyondWindow(
  { control, models, loaded }: Record<string, Observation>,
  ask: (words: number) => Step,
): Step | NoOccasion {
  const window = windowOf(control?.request['model'], { ps: loaded, models })
  if (!window) return noOccasion('the server does not tell the size of the context window')
  if (window.tokens > LARGEST_WINDOW)
    return noOccasion(`a window of ${window.tokens} tokens (${window.from}) is too large to be filled in a test`)
  return anyAnswer(ask(Math.ceil(window.tokens * BEYOND)))
}

function loaded(model: unknown, ps: Observation): Window {
  const entries = asArray((body(ps) as JsonObject)['models']).filter(isObject)
  const length = entries.find((entry) => entry['name'] === model || entry['model'] === model)?.['context_length']
  return isCount(length)
    ? { tokens: length, from: '`context_length` of `/api/ps`' }
    : { tokens: OLLAMA_DEFAULT, from: 'the default of Ollama' }
}

const body = (observation: Observation | undefined): unknown =>
  observation?.json.ok ? observation.json.value : undefined
const isCount = (value: unknown): value is number => typeof value === 'number' && value > 0

/** Words in the text of all messages, or input items. No tokenizer in use joins words, so there are at least about as many tokens. */
export const wordsSent = ({ request }: Observation): number =>
  [...asArray(request['messages']), ...asArray(request['input'])]
    .filter(isObject)
    .reduce(
      (sum, { content }) => sum + (typeof content === 'string' ? content.split(/\s+/).filter(Boolean).length : 0),
      0,
    )
