import { isObject, type Generation } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { tokensOf } from '../../tokens.ts'
import { bodyText, deaf, everywhere, inChoices, isStream, replaced, type Fault } from '../fault.ts'

let turn = 0

/** Answers that are no chat answer at all come back for chat requests only. */
const instead = (status: number, type: string, body: string): Hooks => ({
  response: (reply, request) =>
    request.method === 'POST' && reply.status === 200 ? replaced(reply, { status, type, body }) : reply,
})

const regenerated = (change: (choice: Generation) => Partial<Generation>): Hooks => ({
  generation: (choice) => ({ ...choice, ...change(choice) }),
})

const longer = (choice: Generation): Partial<Generation> => ({
  text: `${choice.text ?? ''} and more of it`,
  completionTokens: choice.completionTokens + 4,
})

export const faults: Fault[] = [
  {
    name: 'id-constant',
    about: 'every answer has the same id',
    kills: ['chat/id/unique'],
    hooks: everywhere((body) => {
      body['id'] = 'chatcmpl-7'
    }),
  },
  {
    name: 'id-below-999',
    about: 'ids are a random number below 999 (Ollama)',
    kills: ['chat/id/unique'],
    hooks: { completion: (body) => ({ ...body, id: `chatcmpl-${turn++ % 3}` }) },
  },
  {
    name: 'id-of-completions',
    about: 'ids have the form of another endpoint',
    kills: ['chat/id/form'],
    hooks: { completion: (body) => ({ ...body, id: String(body['id']).replace('chatcmpl-', 'cmpl-') }) },
  },
  {
    name: 'id-null',
    about: 'id and model are null (Ollama Cloud)',
    kills: ['chat/response/id-type', 'chat/response/model-type'],
    hooks: everywhere((body) => {
      Object.assign(body, { id: null, model: null })
    }),
  },
  {
    name: 'choices-null',
    about: 'HTTP 200 with choices null (vLLM, OpenRouter)',
    kills: ['chat/response/choices-type'],
    hooks: { completion: (body) => ({ ...body, choices: null }) },
  },
  {
    name: 'choices-empty',
    about: 'HTTP 200 without any choice',
    kills: ['chat/response/choices-value'],
    hooks: { completion: (body) => ({ ...body, choices: [] }) },
  },
  {
    name: 'finish-null',
    about: 'a finished answer has finish_reason null (Ollama, 2024)',
    kills: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = null
    }),
  },
  {
    name: 'finish-empty',
    about: 'a finished answer has finish_reason "" (Ollama 0.1.35)',
    kills: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = ''
    }),
  },
  {
    name: 'finish-eos',
    about: 'finish_reason is the engine’s own word',
    kills: ['chat/response/choices-finish-reason-value'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = 'eos'
    }),
  },
  {
    name: 'finish-absent',
    about: 'finish_reason is left out',
    kills: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      delete choice['finish_reason']
    }),
  },
  {
    name: 'finish-always-stop',
    about: 'finish_reason is always `stop`, also for a capped answer',
    kills: ['parameters/max-tokens/finish-reason', 'parameters/max-completion-tokens/finish-reason'],
    hooks: regenerated(() => ({ finish: 'stop' })),
  },
  {
    name: 'finish-always-length',
    about: 'finish_reason is always `length`',
    kills: ['stop/string/finish-reason'],
    hooks: regenerated(() => ({ finish: 'length' })),
  },
  {
    name: 'n-ignored',
    about: 'n is accepted and one choice comes (Ollama)',
    kills: ['parameters/n/as-many-choices', 'parameters/n/as-many-streamed'],
    hooks: deaf('n'),
  },
  {
    name: 'n-same-index',
    about: 'all choices have index 0',
    kills: ['chat/choices/index-counts-up'],
    hooks: inChoices((choice) => {
      choice['index'] = 0
    }),
  },
  {
    name: 'max-tokens-ignored',
    about: 'max_tokens is ignored (report on Ollama 0.34.0)',
    kills: ['parameters/max-tokens/caps-the-answer'],
    hooks: deaf('max_tokens'),
  },
  {
    name: 'max-completion-tokens-ignored',
    about: 'max_completion_tokens is ignored (Ollama 0.32.5)',
    kills: ['parameters/max-completion-tokens/caps-the-answer'],
    hooks: deaf('max_completion_tokens'),
  },
  {
    name: 'cap-overshot',
    about: 'the cap is passed by a few tokens',
    kills: ['parameters/max-completion-tokens/caps-the-answer', 'parameters/max-tokens/caps-the-answer'],
    hooks: regenerated((choice) => (choice.finish === 'length' ? longer(choice) : {})),
  },
  {
    name: 'cap-counts-letters',
    about: 'the cap counts characters, not tokens',
    kills: ['completions/max-tokens/counted-to-the-cap'],
    hooks: {
      generation: (choice, request) => ({
        ...choice,
        text: choice.text?.slice(0, Number(request['max_tokens'] ?? 9999)) ?? null,
        finish: 'length',
      }),
    },
  },
  {
    name: 'seed-ignored',
    about: 'the same request never gives the same text',
    kills: ['parameters/seed/repeats'],
    hooks: regenerated((choice) => ({
      text: choice.text === null ? null : `${choice.text.slice(0, -1)}${tokensOf(choice.text).length + turn++}`,
    })),
  },
  {
    name: 'content-absent',
    about: 'the message has no content key',
    kills: ['chat/response/choices-message-content-present'],
    hooks: inChoices((_, message) => {
      delete message['content']
    }),
  },
  {
    name: 'content-empty',
    about: 'the text is empty: a thinking model spent it all (Ollama)',
    kills: ['chat/content/text-for-tokens'],
    hooks: regenerated((choice) => (choice.text === null ? {} : { text: '' })),
  },
  {
    name: 'content-parts',
    about: 'content is a list of parts',
    kills: ['chat/response/choices-message-content-type'],
    hooks: inChoices((_, message) => {
      message['content'] = [{ type: 'text', text: message['content'] ?? '' }]
    }),
  },
  {
    name: 'role-absent',
    about: 'the message has no role',
    kills: ['chat/response/choices-message-role-present'],
    hooks: inChoices((_, message) => {
      delete message['role']
    }),
  },
  {
    name: 'role-empty',
    about: 'the message has the role "" (Ollama, render-only answers)',
    kills: ['chat/response/choices-message-role-value'],
    hooks: inChoices((_, message) => {
      message['role'] = ''
    }),
  },
  {
    name: 'object-wrong',
    about: 'a plain answer calls itself a chunk',
    kills: ['chat/response/object-value'],
    hooks: { completion: (body) => ({ ...body, object: 'chat.completion.chunk' }) },
  },
  {
    name: 'created-milliseconds',
    about: 'created is in milliseconds',
    kills: ['chat/created/is-now'],
    hooks: everywhere((body) => {
      body['created'] = 1_790_000_000_000
    }),
  },
  {
    name: 'created-text',
    about: 'created is an ISO date',
    kills: ['chat/response/created-type', 'streaming/chunk/created-type'],
    hooks: everywhere((body) => {
      body['created'] = '2026-10-01T12:00:00Z'
    }),
  },
  {
    name: 'created-zero',
    about: 'created is 0',
    kills: ['chat/created/is-now'],
    hooks: everywhere((body) => {
      body['created'] = 0
    }),
  },
  {
    name: 'model-other',
    about: 'the answer names a model that was not asked for',
    kills: ['chat/model/echoed'],
    hooks: everywhere((body) => {
      body['model'] = 'other-model'
    }),
  },
  {
    name: 'model-empty',
    about: 'the answer names no model',
    kills: ['chat/model/echoed'],
    hooks: everywhere((body) => {
      body['model'] = ''
    }),
  },
  {
    name: 'streams-unasked',
    about: 'a stream comes though none was asked for (gateways)',
    kills: ['streaming/off/false', 'streaming/off/absent'],
    hooks: { request: (body) => ({ ...body, stream: true }) },
  },
  {
    name: 'html-page',
    about: 'a proxy’s page with HTTP 200',
    kills: ['chat/response/answered'],
    hooks: instead(200, 'text/html', '<!doctype html><title>Welcome</title>'),
  },
  {
    name: 'empty-body',
    about: 'HTTP 200 and nothing else',
    kills: ['chat/response/answered'],
    hooks: instead(200, 'application/json', ''),
  },
  {
    name: 'error-as-200',
    about: 'an error under HTTP 200',
    kills: ['chat/response/answered'],
    hooks: instead(
      200,
      'application/json',
      '{"error":{"message":"the runner stopped","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'server-error',
    about: 'every chat request fails with 500',
    kills: ['chat/response/answered'],
    hooks: instead(
      500,
      'application/json',
      '{"error":{"message":"the runner stopped","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'json-as-text',
    about: 'plain answers come as text/plain',
    kills: ['transport/response-headers/json-type'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? reply : replaced(reply, { type: 'text/plain; charset=utf-8', body: bodyText(reply) }),
    },
  },
  {
    name: 'think-tags',
    about: 'reasoning stands in the text between <think> tags (old Ollama)',
    kills: ['structured-output/json-object/plain', 'structured-output/json-object/streamed'],
    aside: 'tags are looked for in the answers of models that think; in others they show where the text is known',
    hooks: regenerated((choice) => (choice.text === null ? {} : { text: `<think>\nHm.\n</think>\n${choice.text}` })),
  },
  {
    name: 'logprobs-ignored',
    about: 'logprobs is accepted and none come (Ollama before 0.12.11)',
    kills: ['logprobs/asked/they-come'],
    hooks: deaf('logprobs', 'top_logprobs'),
  },
  {
    name: 'top-logprobs-ignored',
    about: 'top_logprobs is ignored',
    kills: ['logprobs/asked/as-many-alternatives'],
    hooks: deaf('top_logprobs'),
  },
  {
    name: 'top-logprobs-always-20',
    about: 'more alternatives come than asked for',
    kills: ['logprobs/asked/as-many-alternatives'],
    hooks: { request: (body) => ('top_logprobs' in body ? { ...body, top_logprobs: 20 } : body) },
  },
  {
    name: 'usage-null',
    about: 'usage is null in a finished answer',
    kills: ['chat/sdk/gives-usage'],
    hooks: { completion: (body) => ({ ...body, usage: null }) },
  },
  {
    name: 'two-bodies',
    about: 'the JSON body is followed by a second one',
    kills: ['chat/response/answered'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? reply : replaced(reply, { body: `${bodyText(reply)}\n${bodyText(reply)}` }),
    },
  },
  {
    name: 'body-cut',
    about: 'the body ends in the middle, with all its length announced',
    kills: ['chat/response/answered'],
    hooks: {
      response: (reply) => (isStream(reply) ? reply : replaced(reply, { body: bodyText(reply).slice(0, -20) })),
    },
  },
  {
    name: 'message-as-delta',
    about: 'a plain answer carries deltas',
    kills: ['chat/response/choices-message-present'],
    hooks: inChoices((choice) => {
      if (isObject(choice['message'])) {
        choice['delta'] = choice['message']
        delete choice['message']
      }
    }),
  },
]
