import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, objects, type ChatRequest, type JsonObject } from '../../src/deviations/server-reply.ts'
import type { Freedom } from './freedom.ts'
import { chatOnly } from './model-refusals.ts'
import { beginning, ending, saying, spokenAs } from './model-words.ts'

const CALL_END = 12

/** Calls are forced where the client says so; else this model never makes any. */
const forced = ({ tool_choice: choice, function_call: old }: ChatRequest): boolean =>
  choice === 'required' || isObject(choice) || isObject(old)

let turn = 0

const CHATTER = [
  'Of course! Here is what I can tell you about that, step by step.',
  'Certainly. Let me think about how best to put this into words.',
  'Happy to help with that! First of all, a little background on it.',
]

const COUNTS = [
  '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14',
  '1,2,3,4,5,6,7,8,9,10,11,12,13',
  'Sure! 1 2 3 4 5 6 7 8 9 10 11 12',
  'One, two, three, four, five, six, seven',
]

const counting = (request: ChatRequest): boolean => JSON.stringify(request.messages.at(-1) ?? '').includes('Count')

/** Sampling is repeatable by best effort, as the service itself puts it. */
const SEED = { 'parameters/seed/repeats': 'worth knowing: nothing repeats, whatever the seed' }

const UNSTEADY = {
  'parameters/temperature/zero-is-steady': 'worth knowing: temperature 0 steadies nothing',
  'parameters/completion-sampling/zero-is-steady': 'worth knowing: temperature 0 steadies nothing',
  'parameters/completion-sampling/seed-repeats': 'worth knowing: nothing repeats, whatever the seed',
}

/** What a prompt costs with another tokenizer and another template. */
const costing = (count: (tokens: number) => number): Hooks => ({
  generation: (choice) => ({ ...choice, promptTokens: count(choice.promptTokens) }),
})

/** Text in other pieces than tokens. */
const inPieces = (pieces: RegExp): Hooks => ({
  chunks: (chunks) => {
    const texts = chunks.map((chunk) => objects(chunk['choices'])[0]?.['delta'])
    const whole = texts
      .map((delta) => (isObject(delta) && typeof delta['content'] === 'string' ? delta['content'] : ''))
      .join('')
    const at = texts.findIndex(
      (delta) => isObject(delta) && typeof delta['content'] === 'string' && delta['content'] !== '',
    )
    const model = chunks[at]
    if (
      !model ||
      chunks.some((chunk) => objects(chunk['choices']).some(({ index, logprobs }) => index !== 0 || isObject(logprobs)))
    )
      return chunks
    const [choice] = objects(model['choices'])
    const said = (whole.match(pieces) ?? []).map((content): JsonObject => ({
      ...model,
      choices: [{ ...choice, delta: { content } }],
    }))
    const rest = chunks.filter((_, place) => {
      const delta = texts[place]
      return !(isObject(delta) && typeof delta['content'] === 'string' && delta['content'] !== '')
    })
    return [...rest.slice(0, at), ...said, ...rest.slice(at)]
  },
})

/** What is up to the model and its tokenizer, and says nothing about the server. */
export const modelFreedoms: Freedom[] = [
  {
    name: 'other-tokenizer',
    about: 'prompts take more tokens',
    verdicts: 'open',
    hooks: costing((tokens) => Math.round(tokens * 1.3) + 20),
  },
  {
    name: 'default-instructions',
    about: 'every prompt has a text of the template before it',
    verdicts: 'open',
    hooks: costing((tokens) => tokens + 900),
  },
  { name: 'leading-blank', about: 'answers begin with a blank', verdicts: 'open', hooks: beginning(' ') },
  { name: 'leading-line', about: 'answers begin with an empty line', verdicts: 'open', hooks: beginning('\n\n') },
  { name: 'trailing-line', about: 'answers end with an empty line', verdicts: 'open', hooks: ending(() => '\n') },
  {
    name: 'chatter',
    about: 'the model ignores every pattern and chats',
    verdicts: 'open',
    hooks: saying(() => CHATTER[0] ?? ''),
  },
  { name: 'silent', about: 'the model ends at once', verdicts: 'open', hooks: saying(() => '') },
  { name: 'one-word', about: 'the model says one word', verdicts: 'open', hooks: saying(() => 'OK') },
  { name: 'whole-words', about: 'a chunk a word', verdicts: 'same', hooks: inPieces(/\s*\S+/gu) },
  { name: 'letters', about: 'a chunk a letter', verdicts: 'open', hooks: inPieces(/[\s\S]/gu) },
  {
    name: 'phrases',
    about: 'a chunk every three words (speculative decoding)',
    verdicts: 'open',
    hooks: inPieces(/(?:\s*\S+){1,3}/gu),
  },
  {
    name: 'moody',
    about: 'the model never says the same twice, also at temperature 0 (real OpenAI)',
    verdicts: 'open',
    hooks: saying(() => CHATTER[turn++ % CHATTER.length] ?? ''),
    noted: {
      ...SEED,
      ...UNSTEADY,
      'parameters/temperature-zero/repeats': 'worth knowing: hardly two answers begin alike',
    },
  },
  {
    name: 'moody-counting',
    about: 'it counts in another form each time',
    verdicts: 'open',
    hooks: {
      generation: (choice, request) =>
        choice.text !== null && counting(request)
          ? spokenAs(COUNTS[turn++ % COUNTS.length] ?? '', request, choice)
          : choice,
    },
  },
  {
    name: 'moody-endings',
    about: 'answers differ in their last words',
    verdicts: 'open',
    hooks: ending(() => ['', '.', '!', ' :)'][turn++ % 4] ?? ''),
    noted: SEED,
  },
  {
    name: 'never-calls',
    about: 'the model calls no tool unless it must',
    verdicts: 'open',
    hooks: {
      generation: (choice, request) =>
        choice.calls.length > 0 && !forced(request)
          ? spokenAs('Let me look that up for you.', request, choice)
          : choice,
    },
  },
  {
    name: 'calls-once',
    about: 'the model makes one call where two were in the pattern',
    verdicts: 'open',
    hooks: { generation: (choice) => ({ ...choice, calls: choice.calls.slice(0, 1) }) },
  },
  {
    name: 'text-and-call',
    about: 'the model says something before its call (real answers do)',
    verdicts: 'open',
    hooks: {
      completion: (body) => {
        for (const { message } of objects(body['choices']))
          if (isObject(message) && message['tool_calls']) message['content'] = 'Let me look that up.'
        return body
      },
    },
  },
  {
    name: 'other-city',
    about: 'the model calls with another argument',
    verdicts: 'open',
    hooks: {
      generation: (choice) => ({
        ...choice,
        calls: choice.calls.map((call) => ({ ...call, arguments: call.arguments.replaceAll('Madrid', 'Barcelona') })),
      }),
    },
  },
  {
    name: 'spaced-arguments',
    about: 'arguments are printed with spaces and lines',
    verdicts: 'open',
    hooks: {
      generation: (choice) => ({
        ...choice,
        calls:
          choice.finish === 'length'
            ? choice.calls
            : choice.calls.map((call) => ({ ...call, arguments: JSON.stringify(JSON.parse(call.arguments), null, 2) })),
      }),
    },
  },
  {
    name: 'long-calls',
    about: 'calls need more tokens than the cap leaves',
    verdicts: 'open',
    hooks: {
      generation: (choice, request) =>
        choice.calls.length > 0
          ? {
              ...choice,
              calls: choice.calls.map((call) => ({ ...call, arguments: call.arguments.slice(0, CALL_END) })),
              finish: 'length',
              completionTokens: Number(request['max_tokens'] ?? 40),
            }
          : choice,
    },
  },
  { name: 'chat-only', about: 'text completions are kept to other models (OpenAI)', verdicts: 'open', hooks: chatOnly },
  {
    name: 'refuses',
    about: 'the model refuses',
    verdicts: 'open',
    hooks: saying(() => "I'm sorry, but I can't assist with that."),
  },
]
