import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, type ChatRequest, type Generation } from '../../src/deviations/server-reply.ts'
import { tokensOf } from '../../src/deviations/tokens.ts'
import { stops } from '../../stand-in/generate.ts'
import { sampled } from '../../stand-in/sampling.ts'
import { speak } from '../../stand-in/scripted-model.ts'

/** Text as that request would have it: drawn as it asks, cut at its stop strings and its cap. A format asked for binds the model, so there it is not free. */
export function spokenAs(script: string, request: ChatRequest, choice: Generation): Generation {
  const format = request['response_format']
  if (isObject(format) && format['type'] !== 'text') return choice
  const text = sampled(script, request)
  const cap = Number(request['max_completion_tokens'] ?? request['max_tokens'] ?? Infinity)
  const capped = tokensOf(text).slice(0, cap).join('')
  const places = stops(request)
    .map((stop) => capped.indexOf(stop))
    .filter((at) => at >= 0)
  const said = places.length > 0 ? capped.slice(0, Math.min(...places)) : capped
  const finish = places.length > 0 || capped === text ? 'stop' : 'length'
  const { reasoning: _, ...rest } = choice
  return { ...rest, text: said, calls: [], finish, completionTokens: tokensOf(capped).length }
}

/** A model that says something else where it would have said text. */
export const saying = (words: (request: ChatRequest) => string): Hooks => ({
  generation: (choice, request) => (choice.text === null ? choice : spokenAs(words(request), request, choice)),
})

/** Blanks before the text, before anything is cut off. */
export const beginning = (blank: string): Hooks => ({
  generation: (choice, request) =>
    choice.text === null ? choice : spokenAs(`${blank}${speak(request).text ?? ''}`, request, choice),
})

/** More after answers that ended by themselves. */
export const ending = (more: () => string): Hooks => ({
  generation: (choice, request) =>
    choice.text && choice.finish === 'stop' && stops(request).length === 0
      ? spokenAs(`${choice.text}${more()}`, request, choice)
      : choice,
})
