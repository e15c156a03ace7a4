import { inChoices } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'
import { isFinish } from '../stream-hooks.ts'

const GUARDED = 30
/** Where one word comes more often than the guard lets pass. */
const SUNG = new RegExp(`(\\bla\\b ?){${GUARDED},}`)
const sings = (value: unknown): boolean => SUNG.test(JSON.stringify(value))
const sangBefore = ({ messages, input }: JsonObject): boolean => sings(messages ?? input ?? null)
const cut = (said: string): string =>
  sings(said) ? `{"song":"${Array.from({ length: GUARDED + 1 }, () => 'la').join(' ')}` : said
const cutItem = (item: JsonObject): JsonObject => ({
  ...item,
  ...(item['content'] === undefined
    ? {}
    : { content: objects(item['content']).map((part) => ({ ...part, text: cut(textOf(part['text'])) })) }),
})

const guarded: Hooks = {
  ...inChoices((choice, message) => {
    if (sings(message['content'])) Object.assign(choice, { finish_reason: null })
  }),
  chunks: (chunks, request) => (sangBefore(request) ? chunks.filter((chunk) => !isFinish(chunk)) : chunks),
  sse: (frames, request) => (sangBefore(request) ? frames.slice(0, -1) : frames),
  responseObject: (response) => (sings(response['output']) ? { ...response, status: 'in_progress' } : response),
  responseEvents: (events, request) => (sangBefore(request) ? events.slice(0, -1) : events),
}

const RULES = ['chat', 'responses'].flatMap((area) =>
  ['plain', 'streamed'].map((form) => `${area}/repeated-token/${form}`),
)

export const deviations: Deviation[] = [
  {
    name: 'repetition-guard',
    about: 'a guard against repeated tokens ends the answer without saying so',
    seen: ['Ollama'],
    rules: RULES,
    hooks: guarded,
  },
  {
    name: 'repetition-cut-short',
    about: 'a guard against repeated tokens cuts the answer, and calls it whole',
    rules: RULES,
    hooks: {
      generation: (choice) =>
        choice.text !== null && sings(choice.text) ? { ...choice, text: cut(choice.text), finish: 'stop' } : choice,
      responseObject: (response) =>
        sings(response['output'])
          ? { ...response, status: 'completed', output: objects(response['output']).map(cutItem) }
          : response,
    },
  },
]
