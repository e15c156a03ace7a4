import type { Json } from '../suite/steps.ts'
import type { Hooks } from './hooks.ts'
import { objects, type JsonObject } from './server-reply.ts'

export const isText = (path: string): boolean => path.endsWith('/completions') && !path.endsWith('/chat/completions')
/** The request as a server takes it that reads it otherwise. */
export const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (isText(path) ? change(body) : body),
})

export const deaf = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))

export const inBodies = (change: (body: JsonObject, asked: JsonObject) => JsonObject): Hooks => ({
  textCompletion: change,
})
export const inChunks = (
  change: (chunk: JsonObject, at: number, all: JsonObject[], asked: JsonObject) => JsonObject,
): Hooks => ({ textChunks: (chunks, asked) => chunks.map((chunk, at, all) => change(chunk, at, all, asked)) })

export const inChoices = (change: (choice: JsonObject, at: number, asked: JsonObject) => JsonObject): Hooks => ({
  textCompletion: (body, asked) => ({
    ...body,
    choices: objects(body['choices']).map((choice, at) => change(choice, at, asked)),
  }),
  textChunks: (chunks, asked) =>
    chunks.map((chunk, at) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => change(choice, at, asked)),
    })),
})

export const plainChoices = (change: (choice: JsonObject, asked: JsonObject) => JsonObject): Hooks =>
  inBodies((body, asked) => ({ ...body, choices: objects(body['choices']).map((choice) => change(choice, asked)) }))

export const inUsage = (change: (usage: JsonObject, asked: JsonObject) => Json): Hooks =>
  inBodies((body, asked) => ({ ...body, usage: change(body['usage'] as JsonObject, asked) }))

export const inLists = (change: (lists: JsonObject) => Json): Hooks =>
  inChoices((choice) =>
    choice['logprobs'] === null ? choice : { ...choice, logprobs: change(choice['logprobs'] as JsonObject) },
  )

export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
export const ZERO = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
export const ended = (choice: JsonObject): boolean => choice['finish_reason'] !== null
