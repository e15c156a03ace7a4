import { z } from 'zod'

/** A turn of the history, in no client's form. */
export type Turn =
  | { said: 'user'; text: string }
  | { said: 'assistant'; text: string }
  | { said: 'calls'; calls: { id: string; name: string; input: Record<string, unknown>; result: string }[] }

const repeated = (words: string): Turn[] => [
  { said: 'user', text: `Repeat: ${words}` },
  { said: 'assistant', text: words },
]
const asked = (cities: [string, string], n: number): Turn[] => [
  { said: 'user', text: `Weather in ${cities.join(' and ')}?` },
  {
    said: 'calls',
    calls: cities.map((city, at) => ({
      id: `call_pattern00000000000000${n}${at}`,
      name: 'get_weather',
      input: { city },
      result: '{"sky":"clear"}',
    })),
  },
]

/** Earlier turns show the pattern, so that also a model of 135M parameters answers with just these words. */
export const WORDS = 'one two three four five six'
export const REPEAT: Turn[] = [
  ...repeated('red green blue white black grey'),
  ...repeated('north south east west up down'),
  { said: 'user', text: `Repeat: ${WORDS}` },
]
/** Earlier turns with two calls each make the model call twice at once. */
export const WEATHER: Turn[] = [
  ...asked(['Paris', 'Rome'], 1),
  ...asked(['Oslo', 'Vienna'], 2),
  { said: 'user', text: 'Weather in Madrid and Berlin?' },
]
export const COUNT: Turn[] = [
  { said: 'user', text: 'Count from 1 to 12.' },
  { said: 'assistant', text: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12' },
  { said: 'user', text: 'Count from 1 to 60.' },
]
export const GREETING: Turn[] = [{ said: 'user', text: 'Say hello.' }]
export const PLACE: Turn[] = [{ said: 'user', text: 'Name a city and its country, in prose.' }]
export const EMBEDDED = ['The sky is blue.', 'Grass is green.']

export const TOOL = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input: z.object({ city: z.string() }),
  result: '21 degrees and sunny',
}
export const OBJECT = z.object({ city: z.string(), country: z.string() })
/** So that no server, however faulty, goes on for long. */
export const CAP = 80
