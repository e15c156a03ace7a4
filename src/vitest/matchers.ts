import { expect } from 'vitest'
import { ANSWER_KINDS, type AnswerKindName } from '../library/answer-kinds.ts'
import { problems, type ProblemsOptions } from '../library/problems.ts'

/**
 * Each takes a parsed body, a text, an answer of `fetch`, or the chunks of a stream, and is awaited. The options may give the body of
 * the request, for rules that hold the answer against it.
 */
export interface AnswerMatchers {
  toBeChatCompletion: (options?: ProblemsOptions) => Promise<void>
  toBeChatStream: (options?: ProblemsOptions) => Promise<void>
  toBeResponse: (options?: ProblemsOptions) => Promise<void>
  toBeResponseStream: (options?: ProblemsOptions) => Promise<void>
  toBeEmbeddings: (options?: ProblemsOptions) => Promise<void>
}

declare global {
  // The type parameters of Vitest's own interfaces differ between its releases. It takes over all that is in this one.
  namespace Chai {
    interface Assertion extends AnswerMatchers {}
  }
}

interface Matched {
  pass: boolean
  message: () => string
}
type Matcher = (value: unknown, options?: ProblemsOptions) => Promise<Matched>

const matcher =
  (kind: AnswerKindName): Matcher =>
  async (value, options) => {
    const found = await problems(kind, value, options)
    const { name } = ANSWER_KINDS[kind]
    return {
      pass: found.length === 0,
      message: () =>
        found.length === 0
          ? `expected no ${name}, and nothing is wrong with this one`
          : [`expected a ${name} as OpenAI sends it:`, ...found.map(({ message }) => `- ${message}`)].join('\n'),
    }
  }

/** Adds the matchers to those of Vitest. */
export const addMatchers = (): void =>
  expect.extend({
    toBeChatCompletion: matcher('chat-completion'),
    toBeChatStream: matcher('chat-stream'),
    toBeResponse: matcher('response'),
    toBeResponseStream: matcher('response-stream'),
    toBeEmbeddings: matcher('embeddings'),
  } satisfies Record<keyof AnswerMatchers, Matcher>)
