import type { Hooks } from '../hooks.ts'
import { inResponse } from '../said.ts'
import { objects, textOf, type Generation, type JsonObject } from '../server-reply.ts'
import { contentText, tokensOf } from '../tokens.ts'

/** What a model says that never saw what its tools gave: it is not counted either. */
const unknowing = (said: Generation, results: readonly string[]): Partial<Generation> => ({
  text: said.text && 'I could not find that out.',
  promptTokens: Math.max(0, said.promptTokens - tokensOf(results.join(' ')).length),
})

const resultsIn = (list: unknown, isResult: (one: JsonObject) => boolean): JsonObject[] =>
  objects(list).slice(-1).some(isResult) ? objects(list).filter(isResult) : []

/** What replies show where the results of tools do not reach the model. */
export const resultEffects: Record<string, Hooks> = {
  'tool-dropped': {
    generation: (said, { messages }) => {
      const results = resultsIn(messages, ({ role }) => role === 'tool')
      return results.length === 0 ? said : { ...said, ...unknowing(said, results.map(contentText)) }
    },
  },
  'responses-result-lost': {
    responseObject: (response, request) => {
      const results = resultsIn(request['input'], ({ type }) => type === 'function_call_output')
      if (results.length === 0) return response
      const outputs = results.map(({ output }) => textOf(output))
      return inResponse((said) => unknowing(said, outputs)).responseObject?.(response, request) ?? response
    },
  },
}
