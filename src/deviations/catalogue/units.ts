import { createHash } from 'node:crypto'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { objects, type JsonObject } from '../server-reply.ts'
import { contentText } from '../tokens.ts'

type Unit = (text: string) => number
const characters: Unit = (text) => text.length
const words: Unit = (text) => text.split(/\s+/).filter(Boolean).length

const chatIn = (unit: Unit): Hooks => ({
  generation: (choice, { messages }) => ({ ...choice, promptTokens: unit(messages.map(contentText).join(' ')) }),
})

/** Only inputs that are a single text. */
const responsesIn = (unit: Unit): Hooks => ({
  responseObject: (response, { input }) => {
    if (typeof input !== 'string') return response
    const [usage = {}] = objects([response['usage']])
    const counted = unit(input)
    return {
      ...response,
      usage: { ...usage, input_tokens: counted, total_tokens: counted + Number(usage['output_tokens']) },
    }
  },
})

const textsOf = ({ input }: JsonObject): string[] =>
  [input].flat().filter((one): one is string => typeof one === 'string')

const embeddingsIn = (unit: Unit): Hooks => ({
  embeddings: (body, asked) => {
    const tokens = textsOf(asked).reduce((sum, text) => sum + unit(text), 0)
    return tokens === 0 ? body : { ...body, usage: { prompt_tokens: tokens, total_tokens: tokens } }
  },
})

/** A direction of its own for every text, however like another it is. */
function scrambled(text: string, length: number): number[] {
  const raw = Array.from(
    { length },
    (_, at) => createHash('sha256').update(`${at} ${text}`).digest().readInt32LE(0) / 2 ** 31,
  )
  const norm = Math.hypot(...raw) || 1
  return raw.map((value) => value / norm)
}

/** Counts in another unit, and vectors that say nothing of their text. */
export const deviations: Deviation[] = [
  {
    name: 'prompt-counted-in-characters',
    about: 'prompts are counted in characters',
    rules: ['usage/unit/is-tokens'],
    hooks: chatIn(characters),
  },
  {
    name: 'prompt-counted-in-words',
    about: 'prompts are counted in words',
    rules: ['usage/unit/is-tokens'],
    hooks: chatIn(words),
  },
  {
    name: 'responses-input-counted-in-characters',
    about: 'inputs of one text are counted in characters',
    rules: ['responses/unit/is-tokens'],
    hooks: responsesIn(characters),
  },
  {
    name: 'responses-input-counted-in-words',
    about: 'inputs of one text are counted in words',
    rules: ['responses/unit/is-tokens'],
    hooks: responsesIn(words),
  },
  {
    name: 'embeddings-counted-in-characters',
    about: 'texts to embed are counted in characters',
    rules: ['embeddings/unit/is-tokens'],
    hooks: embeddingsIn(characters),
  },
  {
    name: 'embeddings-counted-in-words',
    about: 'texts to embed are counted in words',
    rules: ['embeddings/unit/is-tokens'],
    hooks: embeddingsIn(words),
  },
  {
    name: 'embeddings-without-meaning',
    about: 'vectors depend on the letters of a text alone',
    rules: ['embeddings/meaning/like-texts-are-near'],
    hooks: {
      embeddings: (body, asked) => {
        const texts = textsOf(asked)
        return {
          ...body,
          data: objects(body['data']).map((item, at) => {
            const { embedding } = item
            const text = texts[at]
            return Array.isArray(embedding) && text !== undefined
              ? { ...item, embedding: scrambled(text, embedding.length) }
              : item
          }),
        }
      },
    },
  },
]
