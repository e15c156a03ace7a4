import { bodyText, refuses, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, parsedObject, type Refusal } from '../server-reply.ts'

const WINDOW = 4096

const tooLong = (refusal: Refusal): boolean => refusal.code === 'context_length_exceeded'
const told = (change: (refusal: Refusal) => Refusal): Deviation['hooks'] => ({
  refusal: (refusal) => (tooLong(refusal) ? change(refusal) : refusal),
})
/** Answers from what is left of the prompt, and counts that. */
const answeredWith = (tokens: number): Deviation['hooks'] => ({
  accepts: tooLong,
  generation: (choice) =>
    choice.promptTokens > WINDOW ? { ...choice, text: 'The', promptTokens: tokens, completionTokens: 1 } : choice,
})
const generous = (limit: unknown): boolean => Number(limit ?? 0) > 1_000_000
/** Also of bodies that are no JSON. */
const generousIn = (body: string | null): boolean => generous(parsedObject(body)?.['max_tokens'])

/** What a stream brings instead of the refusal. */
const inStreams = (events: (refusal: string) => string): Deviation['hooks'] => ({
  response: (reply, { body }) =>
    body?.includes('"stream":true') && bodyText(reply).includes('context_length_exceeded')
      ? replaced(reply, { status: 200, type: 'text/event-stream', body: events(bodyText(reply)) })
      : reply,
})

export const deviations: Deviation[] = [
  {
    name: 'context-halved',
    about: 'a prompt that is too long loses its head, down to half of the window',
    seen: ['Ollama'],
    rules: ['context/overflow/not-truncated'],
    hooks: answeredWith(WINDOW / 2),
  },
  {
    name: 'context-filled',
    about: 'a prompt that is too long is cut to just the window',
    seen: ['Ollama', 'truncating proxies'],
    rules: ['context/overflow/not-truncated'],
    hooks: answeredWith(WINDOW),
  },
  {
    name: 'long-message-cut',
    about: 'a single message that is too long is cut in its middle',
    seen: ['Ollama'],
    rules: ['context/long-message/not-truncated'],
    hooks: answeredWith(WINDOW / 4),
  },
  {
    name: 'context-answered-with-nothing',
    about: 'a prompt that is too long is answered with nothing, and with no error',
    rules: [
      'context/overflow/says-something',
      'context/long-message/says-something',
      'responses/truncation/says-something',
    ],
    hooks: {
      accepts: tooLong,
      generation: (choice) =>
        choice.promptTokens > WINDOW ? { ...choice, text: '', promptTokens: WINDOW, completionTokens: 0 } : choice,
      responseObject: (response) =>
        isObject(response['usage']) && Number(response['usage']['input_tokens']) > WINDOW
          ? { ...response, status: 'completed', output: [], usage: null }
          : response,
    },
  },
  {
    name: 'context-crash',
    about: 'a prompt that is too long gives a 500',
    rules: ['context/overflow/refusal-code'],
    hooks: told((refusal) => ({ ...refusal, status: 500, type: 'api_error', code: null })),
  },
  {
    name: 'context-no-code',
    about: 'the refusal of a long prompt has no code',
    rules: ['context/overflow/refusal-code'],
    hooks: told((refusal) => ({ ...refusal, code: null })),
  },
  {
    name: 'context-other-code',
    about: 'the refusal of a long prompt has a code of its own',
    seen: ['llama.cpp'],
    rules: ['context/overflow/refusal-code'],
    hooks: told((refusal) => ({ ...refusal, type: 'exceed_context_size_error', code: 'exceed_context_size_error' })),
  },
  {
    name: 'generous-limit-crash',
    about: 'a `max_tokens` beyond the window gives a 500',
    rules: ['context/max-tokens/answered-or-refused'],
    hooks: refuses((body) => generous(body['max_tokens']), 500),
  },
  {
    name: 'generous-limit-empty',
    about: 'a `max_tokens` beyond the window ends the answer at once',
    rules: ['context/max-tokens/answered-or-refused'],
    hooks: {
      generation: (choice, request) =>
        generous(request['max_tokens']) ? { ...choice, text: '', finish: 'length', completionTokens: 0 } : choice,
    },
  },
  {
    name: 'generous-limit-bare',
    about: 'a `max_tokens` beyond the window is refused without a message',
    rules: ['context/max-tokens/answered-or-refused'],
    hooks: {
      response: (reply, { body }) =>
        generousIn(body) ? replaced(reply, { status: 400, body: '{"detail":[]}' }) : reply,
    },
  },
  {
    name: 'context-stream-empty',
    about: 'a stream for a prompt that is too long is empty',
    rules: ['context/overflow/stream-refused-alike'],
    hooks: inStreams(() => 'data: [DONE]\n\n'),
  },
  {
    name: 'context-stream-error-inside',
    about: 'a stream for a prompt that is too long holds the error',
    rules: ['context/overflow/stream-refused-alike'],
    hooks: inStreams((body) => `data: ${body}\n\n`),
  },
]
