import { inChoices, inDeltas } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { tokensOf } from '../tokens.ts'

const entriesOf = (choice: JsonObject): JsonObject[] =>
  isObject(choice['logprobs']) ? objects(choice['logprobs']['content']) : []
const write = (choice: JsonObject, content: JsonObject[]): void => {
  choice['logprobs'] = { content, refusal: null }
}
const bare = (token: string): JsonObject => ({ token, logprob: -0.1, bytes: [...Buffer.from(token)], top_logprobs: [] })

/** Changes the entries of every choice, in plain answers and in chunks. */
const inEntries = (change: (entries: JsonObject[]) => JsonObject[]): Hooks => {
  const changed = (choice: JsonObject): void => {
    if (entriesOf(choice).length > 0) write(choice, change(entriesOf(choice)))
  }
  return { ...inChoices(changed), ...inDeltas((_, choice) => changed(choice)) }
}
const inEach = (change: (entry: JsonObject) => JsonObject): Hooks => inEntries((entries) => entries.map(change))
const asked = (wanted: number, change: (count: number) => number | null): Hooks => ({
  request: (body) =>
    body['top_logprobs'] === wanted
      ? { ...body, top_logprobs: change(wanted), logprobs: change(wanted) !== null }
      : body,
})

/** How log probabilities go wrong that come. */
export const deviations: Deviation[] = [
  {
    name: 'logprob-bytes-wrong',
    about: 'the bytes are those of a question mark',
    rules: ['logprobs/entries/bytes-are-the-token'],
    hooks: inEach((entry) => ({ ...entry, bytes: [63] })),
  },
  {
    name: 'logprob-is-probability',
    about: 'probabilities come in place of their logarithms',
    rules: ['logprobs/entries/never-positive'],
    hooks: inEach((entry) => ({ ...entry, logprob: Math.exp(Number(entry['logprob'])) })),
  },
  {
    name: 'alternatives-upside-down',
    about: 'the likeliest alternative stands last',
    rules: ['logprobs/entries/likeliest-first'],
    hooks: inEach((entry) => ({ ...entry, top_logprobs: objects(entry['top_logprobs']).toReversed() })),
  },
  {
    name: 'alternatives-all-alike',
    about: 'every token has the same alternatives',
    seen: ['SGLang'],
    rules: ['logprobs/entries/chosen-is-listed'],
    hooks: inEach((entry) => ({ ...entry, top_logprobs: [bare('#'), bare('$')] })),
  },
  {
    name: 'entries-fewer-than-tokens',
    about: 'two tokens share an entry',
    rules: ['logprobs/entries/one-each-token'],
    hooks: inChoices((choice) => {
      if (entriesOf(choice).length > 1) write(choice, paired(entriesOf(choice)))
    }),
  },
  {
    name: 'entries-lost-in-stream',
    about: 'some chunks of a stream lack their entry',
    rules: ['logprobs/entries/streamed-alike'],
    hooks: inDeltas((_, choice, at) => {
      if (at === 2 && entriesOf(choice).length > 0) choice['logprobs'] = null
    }),
  },
  {
    name: 'top-logprobs-0-is-off',
    about: '0 alternatives are taken for no log probabilities',
    rules: ['logprobs/alternatives/zero-brings-none'],
    hooks: asked(0, () => null),
  },
  {
    name: 'top-logprobs-0-is-1',
    about: 'an alternative comes where none were asked for',
    rules: ['logprobs/alternatives/zero-brings-none'],
    hooks: asked(0, () => 1),
  },
  {
    name: 'top-logprobs-5-at-most',
    about: 'no more than 5 alternatives come',
    rules: ['logprobs/alternatives/twenty-come'],
    hooks: asked(20, () => 5),
  },
  {
    name: 'logprobs-lost-at-stop',
    about: 'a stop sequence takes the last entry of the text with it',
    rules: ['logprobs/stop/cover-the-text'],
    hooks: {
      completion: (body, request) => {
        for (const choice of objects(body['choices']))
          if (request['stop'] && entriesOf(choice).length > 0) write(choice, entriesOf(choice).slice(0, -1))
        return body
      },
    },
  },
  {
    name: 'logprobs-of-template',
    about: 'the marks around a tool call have log probabilities',
    rules: ['logprobs/tool-call/nothing-unsaid'],
    hooks: {
      completion: (body, request) => {
        for (const choice of objects(body['choices']))
          if (request['logprobs'] === true && choice['finish_reason'] === 'tool_calls')
            write(choice, ['<tool_call>', '{', '}', '</tool_call>'].map(bare))
        return body
      },
    },
  },
  {
    name: 'logprobs-of-thoughts',
    about: 'the tokens of the thoughts stand before those of the text',
    seen: ['Ollama'],
    rules: ['logprobs/reasoning/not-of-thoughts'],
    hooks: inChoices((choice, message) => {
      if (entriesOf(choice).length > 0)
        write(choice, [...tokensOf(textOf(message['reasoning'])).map(bare), ...entriesOf(choice)])
    }),
  },
  {
    name: 'logprobs-unasked',
    about: 'log probabilities come with every answer',
    rules: ['logprobs/not-asked/null-or-absent'],
    hooks: { request: (body) => ('messages' in body ? { ...body, logprobs: true } : body) },
  },
  {
    name: 'logprobs-lost-beside-tools',
    about: 'where tools are declared, tokens that are held back have no entry',
    seen: ['Ollama'],
    rules: ['logprobs/with-tools/plain', 'logprobs/with-tools/streamed'],
    hooks: {
      completion: (body, { tools }) => {
        if (tools) for (const choice of objects(body['choices'])) write(choice, entriesOf(choice).slice(1))
        return body
      },
      chunks: (chunks, { tools }) =>
        tools
          ? chunks.map((chunk) => ({
              ...chunk,
              choices: objects(chunk['choices']).map((choice) => ({ ...choice, logprobs: null })),
            }))
          : chunks,
    },
  },
]

/** Every other entry, with the text of the one that follows it. */
const paired = (entries: JsonObject[]): JsonObject[] =>
  entries
    .filter((_, at) => at % 2 === 0)
    .map((entry, place) => bare(textOf(entry['token']) + textOf(entries[2 * place + 1]?.['token'])))
