import type { Json } from '../../suite/steps.ts'
import { inChoices, list, plainChoices } from '../completion-hooks.ts'
import type { Hooks } from '../hooks.ts'
import { callsAllTheSame, callsTwice, prose, uncapped, words } from '../retellings.ts'
import { inResponse } from '../said.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { tokensOf } from '../tokens.ts'

const MORE = ' and so on, one thing after the other, until all of it was said'

/** Changes the embedding of each item. */
const inItems = (change: (embedding: Json, asked: JsonObject) => Json): Hooks => ({
  embeddings: (body, asked) => ({
    ...body,
    data: objects(body['data']).map((item) => ({ ...item, embedding: change(item['embedding'] ?? null, asked) })),
  }),
})
const numbersIn = (embedding: Json): number[] => {
  if (typeof embedding !== 'string') return Array.isArray(embedding) ? embedding.map(Number) : []
  const bytes = Buffer.from(embedding, 'base64')
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(4 * at))
}
const base64 = (values: number[]): string => Buffer.from(new Float32Array(values).buffer).toString('base64')
const likeBefore = (embedding: Json, values: number[]): Json =>
  typeof embedding === 'string' ? base64(values) : values
const shortened = (embedding: Json, { dimensions }: JsonObject): Json =>
  typeof dimensions === 'number'
    ? likeBefore(embedding, scaled(numbersIn(embedding).slice(0, dimensions / 2)))
    : embedding
const scaled = (values: number[]): number[] => {
  const length = Math.hypot(...values) || 1
  return values.map((value) => value / length)
}

const firstIn = (more: (asked: JsonObject) => boolean): Hooks => ({
  textCompletion: (body, asked) => (more(asked) ? { ...body, choices: objects(body['choices']).slice(0, 1) } : body),
  textChunks: (chunks, asked) =>
    more(asked) ? chunks.filter((chunk) => objects(chunk['choices']).every(({ index }) => index === 0)) : chunks,
})
const asksSeveral = ({ n }: JsonObject): boolean => Number(n ?? 1) > 1

/** A text that goes on behind where it was cut or stopped, in the last piece of its choice. */
const goesOn = (applies: (choice: JsonObject, asked: JsonObject) => string | null): Hooks => ({
  ...inChoices((choice, _, asked) => {
    const more = applies(choice, asked)
    return more === null ? choice : { ...choice, text: textOf(choice['text']) + more, finish_reason: 'stop' }
  }),
})
const counted = (hooks: Hooks): Hooks => ({
  ...hooks,
  textCompletion: (body, asked) => {
    const told = hooks.textCompletion?.(body, asked) ?? body
    const [one] = objects(told['choices'])
    const { usage } = told
    if (!isObject(usage) || !one || told['choices'] === body['choices']) return told
    const tokens = tokensOf(textOf(one['text'])).length
    return {
      ...told,
      usage: { ...usage, completion_tokens: tokens, total_tokens: Number(usage['prompt_tokens']) + tokens },
    }
  },
})
const stopsIn = (asked: JsonObject): string | null =>
  typeof asked['stop'] === 'string' ? asked['stop'] : textOf(list(asked['stop'])[0]) || null
const unstopped = (applies: (asked: JsonObject) => boolean): Hooks =>
  goesOn((choice, asked) =>
    choice['finish_reason'] === 'stop' && stopsIn(asked) !== null && applies(asked) ? `${stopsIn(asked)}${MORE}` : null,
  )

/** Tells a field of a response as if the request had not set it. */
const untold = (key: string, otherwise: Json): Hooks => ({
  responseObject: (response, asked) => (asked[key] === undefined ? response : { ...response, [key]: otherwise }),
})

/** What other replies show where the server reads a request otherwise. */
export const otherEffects: Record<string, Hooks> = {
  'completions-n-ignored': firstIn(asksSeveral),
  'completions-n-not-streamed': firstIn((asked) => asked['stream'] === true && asksSeveral(asked)),
  'completions-first-prompt-only': firstIn(({ prompt }) => list(prompt).length > 1),
  'completions-echo-ignored': plainChoices((choice, { echo, prompt }) =>
    echo === true && typeof prompt === 'string' && textOf(choice['text']).startsWith(prompt)
      ? { ...choice, text: textOf(choice['text']).slice(prompt.length) }
      : choice,
  ),
  'completions-echo-always': plainChoices((choice, { echo, prompt }) =>
    echo === true || typeof prompt !== 'string' ? choice : { ...choice, text: prompt + textOf(choice['text']) },
  ),
  'completions-logprobs-ignored': inChoices((choice) => ({ ...choice, logprobs: null })),
  'completions-usage-never': {
    textChunks: (chunks) =>
      chunks
        .filter((chunk) => objects(chunk['choices']).length > 0 || !isObject(chunk['usage']))
        .map(({ usage: _, ...chunk }) => chunk),
  },
  'completions-uncapped': counted(
    goesOn((choice, { max_tokens: cap }) =>
      typeof cap === 'number' && choice['finish_reason'] === 'length' ? MORE : null,
    ),
  ),
  'completions-stop-ignored': unstopped(() => true),
  'completions-stop-first-only': unstopped(({ stop }) => Array.isArray(stop)),
  'completions-stop-not-streamed': unstopped(({ stream }) => stream === true),
  'embeddings-dimensions-short': inItems(shortened),
  'embeddings-dimensions-ignored': inItems((embedding, { dimensions }) => {
    const values = numbersIn(embedding)
    return typeof dimensions === 'number' ? likeBefore(embedding, scaled([...values, ...values])) : embedding
  }),
  'embeddings-base64-ignored': inItems(numbersOrAsIs),
  'embeddings-base64-always': inItems((embedding) =>
    Array.isArray(embedding) ? base64(numbersIn(embedding)) : embedding,
  ),
  'embeddings-constant': {
    embeddings: (body) => ({
      ...body,
      data: objects(body['data']).map((item, _, all) => ({ ...item, embedding: all[0]?.['embedding'] ?? null })),
    }),
  },
  'embeddings-alone-twice': {
    embeddings: (body, { input }) => {
      const [only] = objects(body['data'])
      return only && typeof input === 'string' ? { ...body, data: [only, { ...only, index: 1 }] } : body
    },
  },
  'embeddings-once-each': {
    embeddings: (body, { input }) => {
      const texts = list(input)
      const data = objects(body['data']).filter((_, at) => texts.indexOf(texts[at] ?? null) === at)
      return { ...body, data: data.map((item, index) => ({ ...item, index })) }
    },
  },
  'responses-limit-ignored': inResponse(uncapped()),
  'responses-format-ignored': inResponse(prose()),
  'responses-tool-choice-ignored': inResponse(
    (said, asked) =>
      callsAllTheSame(said, asked) ?? words(({ choice }) => choice === 'required' || choice === 'named')(said, asked),
  ),
  'responses-tools-ignored': inResponse(words()),
  'responses-parallel-ignored': {
    responseObject: (response, asked) =>
      asked['parallel_tool_calls'] === false
        ? { ...(inResponse(callsTwice).responseObject?.(response, asked) ?? response), parallel_tool_calls: true }
        : response,
  },
  'responses-user-ignored': untold('user', null),
  'responses-safety-identifier-ignored': untold('safety_identifier', null),
  'responses-prompt-cache-key-ignored': untold('prompt_cache_key', null),
  'responses-prompt-cache-retention-ignored': untold('prompt_cache_retention', null),
  'responses-metadata-ignored': untold('metadata', {}),
}

function numbersOrAsIs(embedding: Json): Json {
  return typeof embedding === 'string' ? numbersIn(embedding) : embedding
}
