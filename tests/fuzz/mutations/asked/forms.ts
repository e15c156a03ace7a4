import { isObject, type JsonObject } from '../../../../src/json.ts'
import { withResponse, withText, type Answer } from '../answer.ts'
import type { Mutation } from '../mutation.ts'
import { asked, choicesOf } from './asked.ts'

const typed = (answer: Answer, text: string, type: string): ReturnType<typeof withText> =>
  withResponse(withText(answer, text), { headers: [['content-type', type]] })

const TIMES = ['created', 'created_at', 'completed_at']

/** A change of every time, in a body or in events. */
const ofTimes = (name: string, about: string, change: (seconds: number) => unknown): Mutation => {
  const retimed = (bodies: JsonObject[]): boolean => {
    const holders = bodies.flatMap((body) => [body, ...(isObject(body['response']) ? [body['response']] : [])])
    const places = holders.flatMap((holder) =>
      TIMES.filter((key) => typeof holder[key] === 'number').map((key) => [holder, key] as const),
    )
    for (const [holder, key] of places) holder[key] = change(holder[key] as number)
    return places.length > 0
  }
  return asked({
    name,
    about,
    plain: (body) => (retimed([body]) ? body : undefined),
    events: (events) => (retimed(events) ? events : undefined),
  })
}

export const formMutations: Mutation[] = [
  {
    name: 'stream ignored',
    about: 'a plain answer comes where a stream was asked for',
    mutants: (answer) => {
      const { body, observation, scope } = answer
      if (body.kind !== 'stream' || observation.request['stream'] !== true) return []
      const first = body.frames[0]?.data ?? '{}'
      return [{ site: scope, exchange: () => typed(answer, first, 'application/json') }]
    },
  },
  {
    name: 'stream unasked',
    about: 'a stream comes where a plain answer was asked for',
    mutants: (answer) => {
      const { body, observation, scope } = answer
      if (body.kind !== 'json' || observation.request['stream'] === true || observation.status !== 200) return []
      if (!/^(chat|completions|responses)$/.test(scope)) return []
      return [
        {
          site: scope,
          exchange: () => typed(answer, `data: ${JSON.stringify(body.value)}\n\ndata: [DONE]\n\n`, 'text/event-stream'),
        },
      ]
    },
  },
  ofTimes('times in milliseconds', 'times count milliseconds', (seconds) => seconds * 1000),
  ofTimes('times zero', 'times are 0', () => 0),
  ofTimes('times as text', 'times are written out', (seconds) => new Date(seconds * 1000).toISOString()),
  asked({
    name: 'message and text',
    about: 'a choice of a chat has the text of a completion besides its message',
    of: ['chat'],
    plain: (body) => {
      for (const choice of choicesOf(body)) choice['text'] = 'xxx'
      return body
    },
  }),
  asked({
    name: 'chunks as whole answers',
    about: 'chunks have a message in place of a delta',
    of: ['chat'],
    events: (chunks) => {
      for (const choice of chunks.flatMap(choicesOf)) {
        choice['message'] = choice['delta']
        delete choice['delta']
      }
      return chunks
    },
  }),
  asked({
    name: 'another id in each chunk',
    about: 'each chunk has an id of its own',
    of: ['chat', 'completions'],
    events: (chunks) => chunks.map((chunk, at) => ({ ...chunk, id: `${String(chunk['id'])}${at}` })),
  }),
  asked({
    name: 'text on the finish chunk',
    about: 'the chunk that ends a stream has the whole text again',
    of: ['chat', 'completions'],
    events: (chunks) => {
      const choices = chunks.flatMap(choicesOf).filter(({ index }) => index === 0)
      const end = choices.find(({ finish_reason: reason }) => typeof reason === 'string')
      const text = choices
        .map(({ delta, text: own }) => (isObject(delta) ? (delta['content'] ?? '') : (own ?? '')))
        .join('')
      if (!end || text.length < 20) return undefined
      if (isObject(end['delta'])) end['delta']['content'] = text
      else end['text'] = text
      return chunks
    },
  }),
  asked({
    name: 'chunks after the end',
    about: 'text comes after the chunk that has the finish reason',
    of: ['chat', 'completions'],
    events: (chunks) => {
      const [first, second] = chunks.filter((chunk) => choicesOf(chunk).length > 0)
      return first && second ? [...chunks, second] : undefined
    },
  }),
  asked({
    name: 'finish reason in each chunk',
    about: 'each chunk has a finish reason',
    of: ['chat', 'completions'],
    events: (chunks) => {
      for (const choice of chunks.flatMap(choicesOf)) choice['finish_reason'] = 'stop'
      return chunks
    },
  }),
  asked({
    name: 'finish reason empty',
    about: 'chunks before the end have an empty finish reason',
    of: ['chat', 'completions'],
    events: (chunks) => {
      for (const choice of chunks.flatMap(choicesOf)) choice['finish_reason'] ??= ''
      return chunks
    },
  }),
]
