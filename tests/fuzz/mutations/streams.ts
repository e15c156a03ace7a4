import { asArray, isObject, type JsonObject } from '../../../src/json.ts'
import type { Exchange } from '../../../src/wire/exchange.ts'
import { frameKind, frameText, jsonOf, withFrames, withText, type Answer, type Frame } from './answer.ts'
import type { Mutant, Mutation } from './mutation.ts'

type Frames = readonly Frame[]

/** A mutation of the events of a stream, tried at one event of each kind. */
const atEvents = (
  name: string,
  about: string,
  mutated: (frames: Frames, at: number, answer: Answer) => Exchange | undefined,
): Mutation => ({
  name,
  about,
  mutants: (answer) =>
    eventsOf(answer).flatMap(([kind, at, frames]): Mutant[] => {
      const exchange = mutated(frames, at, answer)
      return exchange ? [{ site: `${answer.scope}.${kind}`, exchange: () => exchange }] : []
    }),
})

/** A mutation of a stream as a whole. */
const ofStream = (
  name: string,
  about: string,
  mutated: (frames: Frames, answer: Answer) => Exchange | undefined,
): Mutation => ({
  name,
  about,
  mutants: (answer) => {
    const exchange = answer.body.kind === 'stream' ? mutated(answer.body.frames, answer) : undefined
    return exchange ? [{ site: answer.scope, exchange: () => exchange }] : []
  },
})

/** One event of each kind, and not the first where there are more: some things only later events can show. */
function eventsOf({ body }: Answer): [kind: string, at: number, frames: Frames][] {
  if (body.kind !== 'stream') return []
  const byKind = Map.groupBy(
    body.frames.map((frame, at) => [frameKind(frame), at] as const),
    ([kind]) => kind,
  )
  return [...byKind].map(([kind, all]) => [kind, (all[1] ?? all[0])?.[1] ?? 0, body.frames])
}

const withoutDone = (frames: Frames): Frames => frames.filter(({ data }) => data !== '[DONE]')
const isDone = (frame: Frame | undefined): boolean => frame?.data === '[DONE]'

/** A change of one field of one chunk, which the other chunks do not share. */
const alone = (key: string, other: unknown): Mutation =>
  atEvents(`${key} of one chunk`, `one chunk has another \`${key}\` than the rest`, (frames, at, answer) => {
    const chunk = jsonOf(frames[at]?.data ?? '')
    if (!isObject(chunk) || !(key in chunk)) return undefined
    return withFrames(
      answer,
      frames.map((frame, one) => (one === at ? { ...frame, data: JSON.stringify({ ...chunk, [key]: other }) } : frame)),
    )
  })

export const streamMutations: Mutation[] = [
  atEvents('event twice', 'an event comes twice', (frames, at, answer) =>
    withFrames(answer, frames.toSpliced(at, 0, frames[at] as Frame)),
  ),
  atEvents('event lost', 'an event does not come', (frames, at, answer) => withFrames(answer, frames.toSpliced(at, 1))),
  atEvents('events swapped', 'an event changes places with the next', (frames, at, answer) => {
    const [one, next] = [frames[at], frames[at + 1]]
    return one && next && one.data !== next.data ? withFrames(answer, frames.toSpliced(at, 2, next, one)) : undefined
  }),
  atEvents('blank line lost', 'the blank line after an event is not there', (frames, at, answer) =>
    at + 1 < frames.length
      ? withFrames(answer, frames, (frame, one) =>
          one === at ? frameText(frame).replace(/\n\n$/, '\n') : frameText(frame),
        )
      : undefined,
  ),
  atEvents('event cut', 'an event is cut in its JSON and the stream goes on', (frames, at, answer) =>
    isDone(frames[at])
      ? undefined
      : withFrames(
          answer,
          frames.map((frame, one) => (one === at ? { ...frame, data: frame.data.slice(0, -3) } : frame)),
        ),
  ),
  atEvents('stream cut inside', 'the body ends inside an event', (frames, at, answer) =>
    withFrames(answer, frames.slice(0, at + 1), (frame, one) =>
      one === at ? frameText(frame).slice(0, -Math.ceil(frame.data.length / 2)) : frameText(frame),
    ),
  ),
  atEvents('stream cut between', 'the body ends after an event', (frames, at, answer) =>
    at + 1 < frames.length ? withFrames(answer, frames.slice(0, at + 1)) : undefined,
  ),
  atEvents('event name lost', 'an event has no name where it had one', (frames, at, answer) =>
    frames[at]?.name
      ? withFrames(
          answer,
          frames.map((frame, one) => (one === at ? { ...frame, name: '' } : frame)),
        )
      : undefined,
  ),
  atEvents('event name wrong', 'an event has the name of another', (frames, at, answer) =>
    frames[at]?.name
      ? withFrames(
          answer,
          frames.map((frame, one) => (one === at ? { ...frame, name: 'response.other' } : frame)),
        )
      : undefined,
  ),
  ofStream('[DONE] lost', 'the end is not marked', (frames, answer) =>
    isDone(frames.at(-1)) ? withFrames(answer, withoutDone(frames)) : undefined,
  ),
  ofStream('[DONE] early', 'the end is marked before the last event', (frames, answer) =>
    isDone(frames.at(-1)) && frames.length > 2
      ? withFrames(answer, [...frames.slice(0, -2), frames.at(-1) as Frame, frames.at(-2) as Frame])
      : undefined,
  ),
  ofStream('[DONE] as JSON', 'the end is marked by a JSON text', (frames, answer) =>
    isDone(frames.at(-1))
      ? withFrames(
          answer,
          frames.map((frame) => (isDone(frame) ? { ...frame, data: '"[DONE]"' } : frame)),
        )
      : undefined,
  ),
  ofStream('field name lost', 'events come without `data:`', (frames, answer) =>
    withFrames(answer, frames, (frame) => frameText(frame).replace('data: ', '')),
  ),
  ofStream('chat error inside', 'an error takes the place of the last events', (frames, answer) =>
    withFrames(answer, [
      ...frames.slice(0, Math.ceil(frames.length / 2)),
      { name: '', data: '{"error":"an error was encountered while running the model"}', at: frames.at(-1)?.at ?? 0 },
    ]),
  ),
  alone('id', 'chatcmpl-another'),
  alone('model', 'another'),
  alone('created', 1_700_000_000),
  alone('object', 'chat.completion'),
  ofStream('content in one role', 'a role other than that of an assistant', (frames, answer) => {
    const at = frames.findIndex((frame) => frame.data.includes('"role":"assistant"'))
    return at < 0 || answer.scope !== 'chat.stream'
      ? undefined
      : withFrames(
          answer,
          frames.map((frame, one) =>
            one === at ? { ...frame, data: frame.data.replace('"role":"assistant"', '"role":"user"') } : frame,
          ),
        )
  }),
  ofStream('role again', 'every chunk says the role again', (frames, answer) =>
    changedChunks(frames, answer, (delta) => ({ role: 'assistant', ...delta })),
  ),
  ofStream('text so far', 'each chunk carries the whole text so far', (frames, answer) => {
    let sum = ''
    return changedChunks(frames, answer, (delta) => {
      if (typeof delta['content'] !== 'string' || delta['content'] === '') return delta
      sum += delta['content']
      return { ...delta, content: sum }
    })
  }),
  ofStream('invalid UTF-8', 'a byte of the stream is not valid UTF-8', (frames, answer) => {
    const [head = '', ...rest] = frames.map(frameText)
    return withText(
      answer,
      Buffer.concat([
        Buffer.from(head.replace(/"\}?\n\n$/, '')),
        Buffer.from([0xff]),
        Buffer.from(head.slice(head.replace(/"\}?\n\n$/, '').length) + rest.join('')),
      ]),
    )
  }),
  ofStream('comments', 'comments keep the connection alive', (frames, answer) =>
    withFrames(answer, frames, (frame) => `: ping\n\n${frameText(frame)}`),
  ),
  ofStream('CRLF', 'lines end with CRLF', (frames, answer) =>
    withFrames(answer, frames, (frame) => frameText(frame).replaceAll('\n', '\r\n')),
  ),
  ofStream('no space', 'no space follows `data:`', (frames, answer) =>
    withFrames(answer, frames, (frame) => frameText(frame).replaceAll('data: ', 'data:')),
  ),
  ofStream('data over lines', 'the JSON of an event stands on several data lines', (frames, answer) => {
    const spread = (data: string): string => {
      const value = jsonOf(data)
      return value === undefined ? data : JSON.stringify(value, null, 1)
    }
    return withFrames(
      answer,
      frames.map((frame) => ({ ...frame, data: spread(frame.data) })),
    )
  }),
]

function changedChunks(
  frames: Frames,
  answer: Answer,
  change: (delta: JsonObject) => JsonObject,
): Exchange | undefined {
  if (answer.scope !== 'chat.stream') return undefined
  return withFrames(
    answer,
    frames.map((frame) => {
      const chunk = jsonOf(frame.data)
      if (!isObject(chunk)) return frame
      const choices = asArray(chunk['choices']).map((choice) =>
        isObject(choice) && isObject(choice['delta']) ? { ...choice, delta: change(choice['delta']) } : choice,
      )
      return { ...frame, data: JSON.stringify({ ...chunk, choices }) }
    }),
  )
}
