import { isObject, objects, type ChatRequest, type Generation, type JsonObject } from '../../stand-in/exchange-types.ts'
import { stops } from '../../stand-in/generate.ts'
import type { Hooks } from '../../stand-in/hooks.ts'
import { invalid } from '../../stand-in/refusals.ts'
import { sampled } from '../../stand-in/sampling.ts'
import { speak } from '../../stand-in/scripted-model.ts'
import { tokensOf } from '../../stand-in/tokens.ts'
import type { Freedom } from './freedom.ts'

const CALL_END = 12

/** Text as that request would have it: drawn as it asks, cut at its stop strings and its cap. A format asked for binds the model, so there it is not free. */
function spokenAs(script: string, request: ChatRequest, choice: Generation): Generation {
  const format = request['response_format']
  if (isObject(format) && format['type'] !== 'text') return choice
  const text = sampled(script, request)
  const cap = Number(request['max_completion_tokens'] ?? request['max_tokens'] ?? Infinity)
  const capped = tokensOf(text).slice(0, cap).join('')
  const places = stops(request)
    .map((stop) => capped.indexOf(stop))
    .filter((at) => at >= 0)
  const said = places.length > 0 ? capped.slice(0, Math.min(...places)) : capped
  const finish = places.length > 0 || capped === text ? 'stop' : 'length'
  const { reasoning: _, ...rest } = choice
  return { ...rest, text: said, calls: [], finish, completionTokens: tokensOf(capped).length }
}

/** A model that says something else where it would have said text. */
const saying = (words: (request: ChatRequest) => string): Hooks => ({
  generation: (choice, request) => (choice.text === null ? choice : spokenAs(words(request), request, choice)),
})

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

/** Blanks before the text, before anything is cut off. */
const beginning = (blank: string): Hooks => ({
  generation: (choice, request) =>
    choice.text === null ? choice : spokenAs(`${blank}${speak(request).text ?? ''}`, request, choice),
})

/** More after answers that ended by themselves. */
const ending = (more: () => string): Hooks => ({
  generation: (choice, request) =>
    choice.text && choice.finish === 'stop' && stops(request).length === 0
      ? spokenAs(`${choice.text}${more()}`, request, choice)
      : choice,
})

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

/** What a model of the o-series refuses: no pass, no failure, and the report says what was refused. */
export const reasoningOnly: Hooks = {
  response: (reply, request) => {
    const body: unknown = request.method === 'POST' && reply.status === 200 ? JSON.parse(request.body ?? '{}') : null
    if (!isObject(body)) return reply
    const refused = REFUSED.find(({ applies }) => applies(body))
    if (!refused) return reply
    const { status, ...error } = refused.told
    return {
      ...reply,
      status,
      headers: reply.headers.map(([name, value]) => [name, name === 'content-type' ? 'application/json' : value]),
      chunks: [{ afterMs: 80, bytes: JSON.stringify({ error }) }],
    }
  },
}

const REFUSED = [
  {
    applies: (body: JsonObject) => 'max_tokens' in body,
    told: invalid(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    ),
  },
  {
    applies: (body: JsonObject) => 'temperature' in body && body['temperature'] !== 1,
    told: invalid(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      'temperature',
      'unsupported_value',
    ),
  },
  {
    applies: (body: JsonObject) => 'stop' in body,
    told: invalid("Unsupported parameter: 'stop' is not supported with this model.", 'stop', 'unsupported_parameter'),
  },
]

/** Text completions are for models of their own, as at OpenAI. */
const chatOnly: Hooks = {
  response: (reply, request) => {
    if (!request.path.endsWith('/v1/completions') || reply.status !== 200) return reply
    const { status, ...error } = invalid(
      'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?',
      'model',
      null,
      404,
    )
    return {
      ...reply,
      status,
      headers: reply.headers.map(([name, value]) => [name, name === 'content-type' ? 'application/json' : value]),
      chunks: [{ afterMs: 80, bytes: JSON.stringify({ error }) }],
    }
  },
}

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
