import { list, plainChoices } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { asStream, renumbered } from '../response-events.ts'
import { fault } from '../response-requests.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'

const TURN = '<|im_end|>\n<|im_start|>user\nThank you!'

/** Something more after the text of every response. */
const afterResponses = (more: string): Hooks => ({
  responseObject: (body) => {
    for (const part of objects(body['output']).flatMap((item) => objects(item['content'])))
      if (part['type'] === 'output_text') part['text'] = textOf(part['text']) + more
    return body
  },
})

/** The whole text again in the chunk that ends a choice. */
const againAtEnd =
  (key: 'content' | 'text') =>
  (chunks: JsonObject[]): JsonObject[] => {
    const said = new Map<unknown, string>()
    for (const choice of chunks.flatMap((chunk) => objects(chunk['choices']))) {
      const place = isObject(choice['delta']) ? choice['delta'] : choice
      const whole = said.get(choice['index']) ?? ''
      if (choice['finish_reason'] !== null && whole !== '') place[key] = textOf(place[key]) + whole
      else said.set(choice['index'], whole + textOf(place[key]))
    }
    return chunks
  }

const twice = (events: JsonObject[]): JsonObject[] =>
  events.flatMap((event) => (event['type'] === 'response.output_text.delta' ? [event, event] : [event]))

/** What servers leave at the end of a text. */
export const deviations: Deviation[] = [
  {
    name: 'completions-stop-half-left',
    about: 'the first of several stop strings is left at the end, but for three letters',
    rules: ['completions/stop/no-part-left'],
    hooks: plainChoices((choice, { stop }) =>
      Array.isArray(stop) ? { ...choice, text: textOf(choice['text']) + textOf(list(stop)[0]).slice(0, -3) } : choice,
    ),
  },
  {
    name: 'completions-mark-left',
    about: 'a text that ended by itself ends with `</s>`',
    rules: ['completions/text/no-control-marks'],
    hooks: plainChoices((choice) =>
      choice['finish_reason'] === 'stop' ? { ...choice, text: `${textOf(choice['text'])}</s>` } : choice,
    ),
  },
  {
    name: 'completions-made-up-turns',
    about: 'a text goes on into a chat',
    rules: ['completions/text/no-made-up-turns'],
    hooks: plainChoices((choice) => ({ ...choice, text: textOf(choice['text']) + TURN })),
  },
  fault(
    'mark-left',
    'a control mark is left at the end of the text',
    'text/no-control-marks',
    afterResponses('<|im_end|>'),
  ),
  fault('made-up-turns', 'the text goes on into made-up turns', 'text/no-made-up-turns', afterResponses(TURN)),
  {
    name: 'text-again-at-end',
    about: 'the chunk that ends a choice has the whole text again',
    rules: ['streaming/delta/once'],
    hooks: { chunks: againAtEnd('content') },
  },
  {
    name: 'completions-text-again-at-end',
    about: 'the last chunk of a stream has the whole text again',
    rules: ['completions/stream-text/once'],
    hooks: { textChunks: againAtEnd('text') },
  },
  fault(
    'deltas-twice',
    'each text delta comes twice',
    'stream-text/once',
    asStream((events) => renumbered(twice(events))),
  ),
]
