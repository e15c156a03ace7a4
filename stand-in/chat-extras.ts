import {
  type ChatRequest,
  type Generation,
  type JsonObject,
  isObject,
  objects,
  textOf,
} from '../src/deviations/server-reply.ts'
import { contentText, tokensOf } from '../src/deviations/tokens.ts'
import { letters } from './ids.ts'

/** A wave file of no length: what a player needs to know it for one. */
const SILENCE = Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([36, 0, 0, 0]),
  Buffer.from('WAVEfmt '),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 192, 93, 0, 0, 128, 187, 0, 0, 2, 0, 16, 0]),
  Buffer.from('data'),
  Buffer.from([0, 0, 0, 0]),
]).toString('base64')

/** What a message has beside its text where more than text is asked for. */
export function messageExtras(request: ChatRequest, text: string | null): JsonObject {
  const speaks = Array.isArray(request['modalities']) && request['modalities'].includes('audio')
  return {
    ...(speaks
      ? {
          content: null,
          audio: {
            id: `audio_${letters(text ?? '', 24)}`,
            data: SILENCE,
            expires_at: 1_790_856_000,
            transcript: text ?? '',
          },
        }
      : {}),
    annotations: isObject(request['web_search_options']) ? [citation(text ?? '')] : [],
  }
}

const citation = (text: string): JsonObject => ({
  type: 'url_citation',
  url_citation: { start_index: 0, end_index: text.length, title: 'A page', url: 'https://example.com/page' },
})

/** What an answer has beside its choices: the tier that served it, and the findings of the moderation asked for. */
export function answerExtras(request: ChatRequest): JsonObject {
  const tier = textOf(request['service_tier'])
  return { service_tier: tier === '' || tier === 'auto' ? 'default' : tier, ...moderation(request) }
}

function moderation({ moderation: asked, messages }: ChatRequest): JsonObject {
  if (!isObject(asked)) return {}
  const flagged = messages.some((message) => contentText(message).includes('hateful'))
  return {
    moderation: {
      input: {
        model: asked['model'] ?? null,
        results: [{ flagged, categories: { hate: flagged }, category_scores: { hate: flagged ? 0.9 : 0.001 } }],
      },
    },
  }
}

/** How many tokens of a prediction came to be said, and how many did not. */
export function predictionCounts(request: ChatRequest, choices: readonly Generation[]): JsonObject {
  const prediction = isObject(request['prediction']) ? contentText(request['prediction']) : ''
  const predicted = tokensOf(prediction)
  const said = choices.flatMap(({ text }) => tokensOf(text ?? ''))
  const accepted = predicted.filter((token, at) => said[at] === token).length
  return { accepted_prediction_tokens: accepted, rejected_prediction_tokens: predicted.length - accepted }
}

/** The functions that a request declares and allows, in the old form or the new. */
export function declaredFunctions(request: ChatRequest): JsonObject[] {
  const functions = functionsIn(request['tools'])
  const allowed = allowedTools(request)
  const names = allowed && functionsIn(allowed['tools']).map(({ name }) => name)
  return [...functions.filter(({ name }) => names?.includes(name) ?? true), ...objects(request['functions'])]
}

const functionsIn = (tools: JsonObject[string] | undefined): JsonObject[] =>
  objects(tools).flatMap((tool) => (isObject(tool['function']) ? [tool['function']] : []))

/** The choice that leaves the list of tools as it is, and allows some of them. */
function allowedTools({ tool_choice: choice }: ChatRequest): JsonObject | undefined {
  const allowed = isObject(choice) && choice['type'] === 'allowed_tools' ? choice['allowed_tools'] : undefined
  return isObject(allowed) ? allowed : undefined
}

/** The request speaks of functions in the old form, and is answered in it. */
export const isLegacy = (request: ChatRequest): boolean => Array.isArray(request['functions'])

/** Which function is to be called, in the new form whichever was asked in. */
export function functionChoice(request: ChatRequest): JsonObject[string] | undefined {
  const old = request['function_call']
  const allowed = allowedTools(request)
  if (allowed) return allowed['mode']
  return request['tool_choice'] ?? (isObject(old) ? { type: 'function', function: old } : old)
}
