import { stopsOf } from '../asked.ts'
import { deaf, everywhere, inChoices, inDeltas, misread, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, textOf, type Generation, type JsonObject } from '../server-reply.ts'

/** Changes the answers of a model that thought. */
const thinking = (change: (choice: Generation & { reasoning: string }) => Generation): Deviation['hooks'] => ({
  generation: (choice) => (choice.reasoning ? change({ ...choice, reasoning: choice.reasoning }) : choice),
})
const into = (text: (choice: Generation & { reasoning: string }) => string): Deviation['hooks'] =>
  thinking(({ reasoning, ...choice }) => ({ ...choice, text: text({ ...choice, reasoning }) }))
/** Renames the key in messages and deltas. */
const renamed = (change: (part: JsonObject) => void): Deviation['hooks'] => ({
  ...inChoices((_, message) => {
    if (message['reasoning']) change(message)
  }),
  ...inDeltas((delta) => {
    if (delta['reasoning']) change(delta)
  }),
})
const under =
  (key: string) =>
  (part: JsonObject): void => {
    part[key] = textOf(part['reasoning'])
    delete part['reasoning']
  }
const thinks = (chunk: JsonObject): boolean =>
  objects(chunk['choices']).some(({ delta }) => isObject(delta) && 'reasoning' in delta)
const countedAs = (tokens: (counts: { all: number; thoughts: number }) => number): Deviation['hooks'] =>
  everywhere((value) => {
    const { usage } = value
    if (!isObject(usage)) return
    const details = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {}
    details['reasoning_tokens'] = tokens({
      all: Number(usage['completion_tokens']),
      thoughts: Number(details['reasoning_tokens']),
    })
  })
const replayed =
  (key: string): ((message: JsonObject) => boolean) =>
  (message) =>
    message['role'] === 'assistant' && key in message
const effort =
  (value: string) =>
  (body: JsonObject): boolean =>
    body['reasoning_effort'] === value

export const deviations: Deviation[] = [
  {
    name: 'think-in-content',
    about: 'thoughts stand in the content, in their tags',
    seen: ['Ollama before 0.9'],
    rules: ['reasoning/stream/no-markup', 'reasoning/text/no-markup'],
    hooks: into(({ reasoning, text }) => `<think>${reasoning}</think>\n\n${text}`),
  },
  {
    name: 'think-end-in-content',
    about: 'the tag that ends the thoughts is left in the content',
    rules: ['reasoning/stream/no-markup', 'reasoning/text/no-markup'],
    hooks: thinking((choice) => ({ ...choice, text: `</think>${choice.text}` })),
  },
  {
    name: 'thoughts-under-thinking',
    about: 'thoughts come under `thinking`, the key of another API',
    rules: ['reasoning/text/known-key'],
    hooks: renamed(under('thinking')),
  },
  {
    name: 'thoughts-as-object',
    about: 'thoughts come as an object',
    rules: ['reasoning/text/known-key'],
    hooks: renamed((part) => {
      part['reasoning'] = { text: textOf(part['reasoning']) }
    }),
  },
  {
    name: 'stream-without-thoughts',
    about: 'a stream leaves the thoughts out',
    rules: ['reasoning/stream/same-key'],
    hooks: { chunks: (chunks) => chunks.filter((chunk) => !thinks(chunk)) },
  },
  {
    name: 'stream-other-key',
    about: 'a stream has thoughts under another key than the plain answer',
    rules: ['reasoning/stream/same-key'],
    hooks: inDeltas((delta) => {
      if (delta['reasoning']) under('reasoning_content')(delta)
    }),
  },
  {
    name: 'thought-late',
    about: 'the last thought comes after the answer has begun',
    rules: ['reasoning/stream/thoughts-first'],
    hooks: {
      chunks: (chunks) => {
        const at = chunks.findLastIndex(thinks)
        return at < 0
          ? chunks
          : [
              ...chunks.slice(0, at),
              ...chunks.slice(at + 1, at + 3),
              ...chunks.slice(at, at + 1),
              ...chunks.slice(at + 3),
            ]
      },
    },
  },
  {
    name: 'thought-and-text-in-one',
    about: 'the last thought and the first text share a chunk',
    seen: ['Ollama up to 0.15'],
    rules: ['reasoning/stream/one-at-a-time'],
    hooks: {
      chunks: (chunks) => {
        const at = chunks.findLastIndex(thinks)
        const [choice] = objects(chunks[at + 1]?.['choices'])
        const thought = objects(chunks[at]?.['choices'])[0]?.['delta']
        if (at < 0 || !choice || !isObject(choice['delta']) || !isObject(thought)) return chunks
        choice['delta'] = { ...choice['delta'], ...thought }
        return chunks.filter((_, place) => place !== at)
      },
    },
  },
  {
    name: 'starved-is-stop',
    about: 'an answer whose limit went into thoughts ends with stop',
    rules: ['reasoning/budget/starved-is-length'],
    hooks: thinking((choice) => (choice.text === '' ? { ...choice, finish: 'stop' } : choice)),
  },
  {
    name: 'streamed-starved-is-stop',
    about: 'a stream whose limit went into thoughts ends with stop',
    rules: ['reasoning/stream-budget/starved-is-length'],
    hooks: {
      generation: (choice, { stream }) =>
        stream === true && choice.reasoning && choice.text === '' ? { ...choice, finish: 'stop' } : choice,
    },
  },
  {
    name: 'thoughts-under-two-keys',
    about: 'a gateway puts a part of the thoughts under another key',
    rules: ['reasoning/text/keys-agree'],
    hooks: renamed((part) => {
      part['reasoning_content'] = textOf(part['reasoning']).slice(1)
    }),
  },
  {
    name: 'thoughts-not-counted',
    about: '`completion_tokens` leaves the thoughts out',
    rules: ['reasoning/text/tokens-counted', 'reasoning/stream/tokens-counted'],
    hooks: thinking((choice) => ({ ...choice, completionTokens: 2 })),
  },
  {
    name: 'stop-in-thoughts',
    about: 'a stop string ends the thoughts, and no answer comes',
    seen: ['vLLM', 'Ollama'],
    rules: ['reasoning/text/answer-after-thought'],
    hooks: {
      generation: (choice, request) => {
        const [stop] = stopsOf(request)
        const at = stop === undefined ? -1 : (choice.reasoning ?? '').indexOf(stop)
        return at < 0
          ? choice
          : { ...choice, reasoning: (choice.reasoning ?? '').slice(0, at), text: '', calls: [], finish: 'stop' }
      },
    },
  },
  ...[false, true].map((streams): Deviation => ({
    name: `stop-ignored-after-thoughts${streams ? '-in-streams' : ''}`,
    about: 'a stop string has no effect on an answer that was thought over',
    rules: [`reasoning/stop/${streams ? 'stream-' : ''}ends-before-it`],
    hooks: {
      generation: (choice, request) =>
        choice.reasoning && stopsOf(request).length > 0 && (request['stream'] === true) === streams
          ? { ...choice, text: `${choice.text}${stopsOf(request)[0]}` }
          : choice,
    },
  })),
  {
    name: 'thoughts-alone-refused',
    about: 'a message with thoughts and an empty text is refused',
    rules: ['reasoning/replay-cut/goes-back'],
    hooks: refuses((body) =>
      objects(body['messages']).some((message) => 'reasoning' in message && message['content'] === ''),
    ),
  },
  {
    name: 'reasoning-tokens-zero',
    about: '`reasoning_tokens` is always 0',
    rules: ['reasoning/text/tokens-told'],
    hooks: countedAs(() => 0),
  },
  {
    name: 'reasoning-tokens-beyond',
    about: '`reasoning_tokens` is more than all tokens',
    rules: ['reasoning/text/tokens-told'],
    hooks: countedAs(({ all, thoughts }) => all + thoughts),
  },
  {
    name: 'effort-ignored',
    about: '`reasoning_effort` is accepted and ignored',
    seen: ['Ollama before 0.11.5'],
    rules: ['reasoning/effort/none-turns-off'],
    hooks: deaf('reasoning_effort'),
  },
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh'].map((value): Deviation => ({
    name: `effort-${value}-crashes`,
    about: `\`reasoning_effort: "${value}"\` gives a 500`,
    rules: [`reasoning/effort/${value === 'none' ? 'plain-model' : `takes-${value}`}`],
    hooks: refuses(effort(value), 500),
  })),
  ...['reasoning', 'reasoning_content'].flatMap((key): Deviation[] => [
    {
      name: `replayed-${key.replace('_', '-')}-dropped`,
      about: `a message with \`${key}\` reaches the model without its content`,
      rules: [`reasoning/replay/${key.replace('_', '-')}`],
      hooks: misread((messages) =>
        messages.map((message) => (replayed(key)(message) ? { ...message, content: '' } : message)),
      ),
    },
    {
      name: `replayed-${key.replace('_', '-')}-crashes`,
      about: `a message with \`${key}\` gives a 500`,
      rules: ['reasoning/replay/answered'],
      hooks: refuses((body) => objects(body['messages']).some(replayed(key)), 500),
    },
  ]),
]
