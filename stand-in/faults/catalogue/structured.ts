import type { Deviation } from '../../../src/deviations/deviation.ts'
import { textOf, type JsonObject } from '../../../src/deviations/server-reply.ts'
import { deafWhere } from '../../../src/deviations/structured-hooks.ts'
import { isThinking } from '../../models.ts'

const thinks = ({ model, reasoning_effort: effort }: JsonObject): boolean =>
  isThinking(textOf(model)) && effort !== 'none'

/** What a reply does not show: whether a model thinks. */
export const deviations: Deviation[] = [
  {
    name: 'format-ignored-while-thinking',
    about: 'a schema has no effect on a model that thinks',
    seen: ['gpt-oss on Ollama 0.11'],
    rules: ['structured-output/thinking/obeys'],
    hooks: deafWhere((body) => thinks(body) && body['stream'] !== true),
  },
  {
    name: 'format-ignored-while-thinking-in-streams',
    about: 'a schema has no effect on a stream of a model that thinks',
    rules: ['structured-output/thinking/stream-obeys'],
    hooks: deafWhere((body) => thinks(body) && body['stream'] === true),
  },
]
