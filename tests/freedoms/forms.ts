import { bodyText, replaced } from '../../src/deviations/changes.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { renumbered } from '../../src/deviations/response-events.ts'
import { isObject, objects, type JsonObject } from '../../src/deviations/server-reply.ts'
import type { Freedom } from './freedom.ts'
import { streamed } from './json-changes.ts'

/** A change of every value on the wire, as text. */
const rewrittenIds = (change: (text: string) => string): Hooks => {
  const changed = (value: JsonObject): JsonObject => JSON.parse(change(JSON.stringify(value))) as JsonObject
  return {
    completion: changed,
    chunks: (chunks) => chunks.map(changed),
    responseObject: changed,
    responseEvents: (events) => events.map(changed),
  }
}

/** A field in every answer and chunk of a chat, and in every response. */
const withField = (key: string, value: null | string): Hooks => {
  const laid = (body: JsonObject): JsonObject => ({ ...body, [key]: value })
  return {
    completion: laid,
    chunks: (chunks) => chunks.map(laid),
    responseObject: laid,
    responseEvents: (events) =>
      events.map((event) => (isObject(event['response']) ? { ...event, response: laid(event['response']) } : event)),
  }
}

const [textPieces, textDone] = ['response.output_text.delta', 'response.output_text.done']

/** The text of a response in other deltas. */
const respondedIn = (pieces: RegExp): Hooks => ({
  responseEvents: (events) =>
    renumbered(
      events.flatMap((event, at) => {
        if (event['type'] !== textPieces) return [event]
        if (events[at - 1]?.['type'] === textPieces) return []
        const done = events.slice(at).find(({ type }) => type === textDone)
        const told = events.slice(at).filter(({ type, item_id: id }) => type === textPieces && id === event['item_id'])
        if (told.some(({ logprobs }) => objects(logprobs).length > 0)) return told
        return (String(done?.['text']).match(pieces) ?? []).map((delta) => ({ ...event, delta }))
      }),
    ),
})

/** The text of a completion in other chunks. */
const completedIn = (pieces: RegExp): Hooks => ({
  textChunks: (chunks) =>
    chunks.flatMap((chunk) => {
      const [choice] = objects(chunk['choices'])
      const parts = choice && choice['logprobs'] === null ? String(choice['text']).match(pieces) : null
      if (!choice || !parts) return [chunk]
      return parts.map((text, at) => ({
        ...chunk,
        choices: [
          { ...choice, text, finish_reason: at === parts.length - 1 ? (choice['finish_reason'] ?? null) : null },
        ],
      }))
    }),
})

/** The finish reason rides on the last text, as it does in text completions. */
const finishWithText = streamed((chunks) => {
  const at = chunks.findLastIndex((chunk) => typeof objects(chunk['choices'])[0]?.['finish_reason'] === 'string')
  const [end] = objects(chunks[at]?.['choices'])
  const [last] = objects(chunks[at - 1]?.['choices'])
  const isText =
    isObject(last?.['delta']) && typeof last['delta']['content'] === 'string' && last['index'] === end?.['index']
  if (!end || !last || !isText || objects(chunks.at(0)?.['choices']).length > 1) return chunks
  return chunks
    .filter((_, place) => place !== at)
    .map((chunk, place) =>
      place === at - 1 ? { ...chunk, choices: [{ ...last, finish_reason: end['finish_reason'] ?? null }] } : chunk,
    )
})

/** What the rules about the chat stream of OpenAI itself say, and no client needs. */
const OPENAI_FORM = 'every real stream has this form; other servers have others, and clients bear them'

/** Other forms of the same answer, of all endpoints. */
export const formFreedoms: Freedom[] = [
  {
    name: 'call-ids',
    about: 'ids of calls are nine letters (Mistral)',
    verdicts: 'same',
    hooks: rewrittenIds((text) => text.replaceAll(/"call_\w*?(\w{9})"/g, '"$1"')),
  },
  {
    name: 'item-ids',
    about: 'ids of items are UUIDs',
    verdicts: 'open',
    hooks: rewrittenIds((text) => text.replaceAll(/"(?:msg|fc|rs)_\w*?(\w{8})"/g, '"$1-ad3f-4a02-9bc7-0123456789ab"')),
  },
  {
    name: 'tier-null',
    about: 'service_tier is null',
    verdicts: 'open',
    hooks: withField('service_tier', null),
    noted: Object.fromEntries(
      ['parameters/service-tier/told-and-checked', 'responses/labels/service-tier'].map((id) => [
        id,
        'worth knowing: who asks for a tier is not told of any',
      ]),
    ),
  },
  {
    name: 'tier-named',
    about: 'the tier is one of later times',
    verdicts: 'open',
    hooks: withField('service_tier', 'flex'),
  },
  {
    name: 'usage-absent-before',
    about: 'chunks before the usage have no `usage` key',
    verdicts: 'open',
    hooks: streamed((chunks) => chunks.map((chunk) => (chunk['usage'] === null ? omit(chunk, 'usage') : chunk))),
    noted: { 'streaming/usage/null-before': OPENAI_FORM },
  },
  {
    name: 'finish-with-text',
    about: 'the finish reason comes with the last text',
    verdicts: 'open',
    hooks: finishWithText,
    noted: { 'streaming/finish/alone': OPENAI_FORM, 'streaming/finish/empty-delta': OPENAI_FORM },
  },
  {
    name: 'completion-letters',
    about: 'a completion streams a chunk a letter',
    verdicts: 'open',
    hooks: completedIn(/[^]/gu),
  },
  {
    name: 'response-words',
    about: 'a response streams a delta a word',
    verdicts: 'same',
    hooks: respondedIn(/\s*\S+|\s+/gu),
  },
  {
    name: 'response-syllables',
    about: 'a response streams a delta for every two letters',
    verdicts: 'open',
    hooks: respondedIn(/[^]{1,2}/gu),
  },
  {
    name: 'empty-deltas',
    about: 'some chunks have an empty text',
    verdicts: 'open',
    hooks: streamed((chunks) =>
      chunks.flatMap((chunk) => {
        const [choice] = objects(chunk['choices'])
        const isText = isObject(choice?.['delta']) && typeof choice['delta']['content'] === 'string'
        return choice && isText && !('role' in (choice['delta'] as JsonObject))
          ? [{ ...chunk, choices: [{ ...choice, delta: { content: '' }, logprobs: null }] }, chunk]
          : [chunk]
      }),
    ),
  },
  {
    name: 'error-fields',
    about: 'errors have more fields, also beside the envelope (seen in 401 answers)',
    verdicts: 'same',
    hooks: {
      response: (reply) => {
        if (reply.status < 400 || reply.chunks.length === 0) return reply
        const body = JSON.parse(bodyText(reply)) as JsonObject
        const error = isObject(body['error']) ? { ...body['error'], request_id: 'req_1' } : (body['error'] ?? null)
        return replaced(reply, { body: JSON.stringify({ ...body, error, status: reply.status }) })
      },
    },
  },
]

const omit = (value: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
