import { everywhere, inChoices } from '../changes.ts'
import { regenerated } from '../chat-hooks.ts'
import type { Deviation } from '../deviation.ts'

let turn = 0

export const deviations: Deviation[] = [
  {
    name: 'control-mark-left',
    about: 'the mark that ends a turn is left behind texts that ended by themselves',
    rules: ['chat/content/no-control-marks'],
    hooks: {
      generation: (choice) =>
        choice.finish === 'stop' && choice.text ? { ...choice, text: `${choice.text}<|im_end|>` } : choice,
    },
  },
  {
    name: 'role-header-left',
    about: 'texts begin with the role that the template writes over the turn, `assistant`',
    rules: ['chat/content/no-control-marks'],
    hooks: {
      generation: (choice) =>
        choice.text && !/^[{[]/.test(choice.text) ? { ...choice, text: `assistant\n${choice.text}` } : choice,
    },
  },
  {
    name: 'id-constant',
    about: 'every answer has the same id',
    rules: ['chat/id/unique'],
    hooks: everywhere((body) => {
      body['id'] = 'chatcmpl-7'
    }),
  },
  {
    name: 'id-below-999',
    about: 'ids are a random number below 999',
    seen: ['Ollama'],
    rules: ['chat/id/unique'],
    hooks: { completion: (body) => ({ ...body, id: `chatcmpl-${turn++ % 3}` }) },
  },
  {
    name: 'id-of-completions',
    about: 'ids have the form of another endpoint',
    rules: ['chat/id/form'],
    hooks: { completion: (body) => ({ ...body, id: String(body['id']).replace('chatcmpl-', 'cmpl-') }) },
  },
  {
    name: 'id-null',
    about: 'id and model are null',
    seen: ['Ollama Cloud'],
    rules: ['chat/response/id-type', 'chat/response/model-type'],
    hooks: everywhere((body) => {
      Object.assign(body, { id: null, model: null })
    }),
  },
  {
    name: 'choices-null',
    about: 'HTTP 200 with choices null',
    seen: ['vLLM', 'OpenRouter'],
    rules: ['chat/response/choices-type'],
    hooks: { completion: (body) => ({ ...body, choices: null }) },
  },
  {
    name: 'choices-empty',
    about: 'HTTP 200 without any choice',
    rules: ['chat/response/choices-value'],
    hooks: { completion: (body) => ({ ...body, choices: [] }) },
  },
  {
    name: 'finish-null',
    about: 'a finished answer has `finish_reason` null',
    seen: ['Ollama, 2024'],
    rules: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = null
    }),
  },
  {
    name: 'finish-empty',
    about: 'a finished answer has `finish_reason` ""',
    seen: ['Ollama 0.1.35'],
    rules: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = ''
    }),
  },
  {
    name: 'finish-eos',
    about: '`finish_reason` is the engine’s own word',
    rules: ['chat/response/choices-finish-reason-value'],
    hooks: inChoices((choice) => {
      choice['finish_reason'] = 'eos'
    }),
  },
  {
    name: 'finish-absent',
    about: '`finish_reason` is left out',
    rules: ['chat/finish-reason/never-empty'],
    hooks: inChoices((choice) => {
      delete choice['finish_reason']
    }),
  },
  {
    name: 'finish-always-stop',
    about: '`finish_reason` is always `stop`, also for a capped answer',
    rules: ['parameters/max-tokens/finish-reason', 'parameters/max-completion-tokens/finish-reason'],
    hooks: regenerated(() => ({ finish: 'stop' })),
  },
  {
    name: 'finish-always-length',
    about: '`finish_reason` is always `length`',
    rules: ['stop/string/finish-reason'],
    hooks: regenerated(() => ({ finish: 'length' })),
  },
  {
    name: 'content-absent',
    about: 'the message has no content key',
    rules: ['chat/response/choices-message-content-present'],
    hooks: inChoices((_, message) => {
      delete message['content']
    }),
  },
  {
    name: 'content-empty',
    about: 'the text is empty: a thinking model spent it all',
    seen: ['Ollama'],
    rules: ['chat/content/text-for-tokens'],
    hooks: regenerated((choice) => (choice.text === null ? {} : { text: '' })),
  },
  {
    name: 'content-parts',
    about: 'content is a list of parts',
    rules: ['chat/response/choices-message-content-type'],
    hooks: inChoices((_, message) => {
      message['content'] = [{ type: 'text', text: message['content'] ?? '' }]
    }),
  },
  {
    name: 'role-absent',
    about: 'the message has no role',
    rules: ['chat/response/choices-message-role-present'],
    hooks: inChoices((_, message) => {
      delete message['role']
    }),
  },
  {
    name: 'role-empty',
    about: 'the message has the role ""',
    seen: ['Ollama, render-only answers'],
    rules: ['chat/response/choices-message-role-value'],
    hooks: inChoices((_, message) => {
      message['role'] = ''
    }),
  },
  {
    name: 'object-wrong',
    about: 'a plain answer calls itself a chunk',
    rules: ['chat/response/object-value'],
    hooks: { completion: (body) => ({ ...body, object: 'chat.completion.chunk' }) },
  },
  {
    name: 'created-milliseconds',
    about: 'created is in milliseconds',
    rules: ['chat/created/is-now'],
    hooks: everywhere((body) => {
      body['created'] = 1_790_000_000_000
    }),
  },
  {
    name: 'created-text',
    about: 'created is an ISO date',
    rules: ['chat/response/created-type', 'streaming/chunk/created-type'],
    hooks: everywhere((body) => {
      body['created'] = '2026-10-01T12:00:00Z'
    }),
  },
  {
    name: 'created-zero',
    about: 'created is 0',
    rules: ['chat/created/is-now'],
    hooks: everywhere((body) => {
      body['created'] = 0
    }),
  },
  {
    name: 'model-other',
    about: 'the answer names a model that was not asked for',
    rules: ['chat/model/echoed'],
    hooks: everywhere((body) => {
      body['model'] = 'other-model'
    }),
  },
  {
    name: 'model-empty',
    about: 'the answer names no model',
    rules: ['chat/model/echoed'],
    hooks: everywhere((body) => {
      body['model'] = ''
    }),
  },
]
