import type { Json } from '../../suite/steps.ts'
import { everywhere } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { ofJson, prose, uncapped, withText } from '../retellings.ts'
import { inChat, inResponse, pair, type Retelling } from '../said.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const OBEYS = { chat: ['structured-output/json-schema/plain-obeys'], responses: ['responses/format/parsed'] }
const IS_JSON = { chat: ['structured-output/json-object/plain'], responses: ['responses/format/json-object'] }

const asText = (value: Json): Json => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value)
const inObject = (change: (value: JsonObject) => JsonObject): Retelling =>
  ofJson((_, value) => withText(JSON.stringify(change(value))))

/** All that was said becomes thoughts. */
const asThoughts: Retelling = ({ text, calls, reasoning }) =>
  text && calls.length === 0 ? { text: '', reasoning: `${reasoning ?? ''}${text}` } : null

/** Thoughts under the key that DeepSeek has for them. */
const underContent = (part: unknown): void => {
  if (!isObject(part) || !('reasoning' in part)) return
  part['reasoning_content'] = part['reasoning'] ?? null
  delete part['reasoning']
}
const renamedThoughts: Hooks = everywhere((value) => {
  for (const choice of objects(value['choices'])) {
    underContent(choice['message'])
    underContent(choice['delta'])
  }
})

/** Texts that are not as they were asked for, in what is said and not in how it is sent. */
export const deviations: Deviation[] = [
  ...pair({
    name: 'json-prose-for-schema',
    about: 'prose comes where a schema asks for JSON',
    seen: ['gpt-oss on Ollama 0.11', 'Ollama Cloud'],
    ...OBEYS,
    retell: prose('json_schema'),
  }),
  ...pair({
    name: 'json-keys-renamed',
    about: 'an object has other keys than its schema',
    ...OBEYS,
    retell: inObject((value) => Object.fromEntries(Object.entries(value).map(([key, one]) => [`${key}_value`, one]))),
  }),
  ...pair({
    name: 'json-values-as-text',
    about: 'numbers and booleans of an object are strings',
    chat: ['structured-output/keywords/bounds'],
    responses: ['responses/format/parsed'],
    retell: inObject((value) => Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asText(one)]))),
  }),
  ...pair({
    name: 'json-empty-object',
    about: '`{}` comes where a schema asks for more',
    ...OBEYS,
    retell: inObject(() => ({})),
  }),
  ...pair({
    name: 'json-wrapped',
    about: 'an object is wrapped in one with the key `result`',
    ...OBEYS,
    retell: inObject((value) => ({ result: value })),
  }),
  ...pair({
    name: 'json-preceded-by-text',
    about: 'words come before the JSON',
    ...IS_JSON,
    retell: ofJson((text) => withText(`Here is the JSON:\n\n${text}`)),
  }),
  ...pair({
    name: 'json-followed-by-text',
    about: 'words come after the JSON',
    ...IS_JSON,
    retell: ofJson((text) => withText(`${text}\n\nLet me know if you need more.`)),
  }),
  ...pair({
    name: 'json-cut-as-if-whole',
    about: 'JSON ends in its middle, and the answer says that it is whole',
    ...IS_JSON,
    retell: ofJson((text) => withText(text.slice(0, Math.ceil(text.length / 2)))),
  }),
  {
    name: 'json-empty',
    about: 'a chat answer: the text is empty where JSON was asked for',
    seen: ['models that think, with a schema, on Ollama'],
    rules: ['structured-output/sdk/parse', 'structured-output/sdk/stream'],
    hooks: inChat(ofJson(() => ({ text: '' }))),
  },
  {
    name: 'responses-limit-ignored-in-streams',
    about: '`max_output_tokens` has no effect in streamed responses',
    rules: ['responses/stream-incomplete/limit'],
    hooks: inResponse(uncapped(({ streams }) => streams)),
  },
  {
    name: 'answer-in-reasoning',
    about: 'a chat answer stands in `reasoning`, and `content` is ""',
    seen: ['Ollama with models that think'],
    rules: ['reasoning/text/answer-after-thought'],
    hooks: inChat(asThoughts),
  },
  {
    name: 'answer-in-reasoning-content',
    about: 'a chat answer stands in `reasoning_content`, and `content` is ""',
    seen: ['DeepSeek', 'vLLM before 0.17'],
    rules: ['reasoning/text/answer-after-thought'],
    hooks: { ...inChat(asThoughts), ...renamedThoughts },
  },
  {
    name: 'answer-in-reasoning-cut',
    about: 'a chat answer spends its limit in `reasoning`: `content` is "" and `finish_reason` is `length`',
    seen: ['Ollama with models that think'],
    rules: [],
    aside: 'a model may spend its whole limit on thoughts, so no rule blames a server for one such answer',
    hooks: inChat((said, asked) => {
      const thoughts = asThoughts(said, asked)
      return thoughts && { ...thoughts, finish: 'length' }
    }),
  },
  {
    name: 'answer-empty',
    about: 'a chat answer has neither text nor calls, counts no tokens and ends with `stop`',
    seen: ['Ollama, as Cline reports'],
    rules: ['tools/choice-required/forces-a-call'],
    hooks: inChat(() => withText('')),
  },
]
