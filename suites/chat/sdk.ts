import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { answer, answerWith, completion, raw, suite, viaSdk, missing, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node'
const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens']

export default suite({
  id: 'chat/sdk',
  about: 'a plain chat call through the official SDK',
  model: 'chat',
  steps: { call: viaSdk('create', { messages: GREETING, max_tokens: 4 }) },
  conforming: { call: answer({ finish: 'length' }) },
  rules: {
    'gives-a-message': {
      level: 'should',
      sentence: '`chat.completions.create()` resolves to an object with `choices[0].message`.',
      source: SOURCE,
      breaks: 'every program written with the SDK reads `completion.choices[0].message.content`',
      *check({ call }) {
        const { sdk } = call
        if (!sdk?.ok)
          return yield wrong(
            call,
            '$',
            `the SDK throws ${sdk?.error.name}: ${sdk?.error.message}`,
            'a completion',
            sdk?.error.name ?? 'nothing',
          )
        const choice = isObject(sdk.value) ? asArray(sdk.value['choices'])[0] : undefined
        const message = isObject(choice) ? choice['message'] : undefined
        if (isObject(message) && message['role'] === 'assistant') return
        yield missing(
          call,
          '$.choices[0].message',
          'the caller gets no assistant message',
          'an object with the role assistant',
          typeof sdk.value === 'string' ? 'a string: the content type is not JSON' : (message ?? null),
        )
      },
      violating: [
        { call: raw([JSON.stringify(completion())], { headers: [['content-type', 'text/plain; charset=utf-8']] }) },
        { call: answerWith({}, (body) => ({ ...body, choices: null })) },
        { call: answerWith({}, (body) => ({ ...body, choices: [] })) },
      ],
    },
    'gives-usage': {
      level: 'should',
      sentence: '`chat.completions.create()` resolves to an object whose `usage` has the three counts.',
      source: SOURCE,
      breaks: 'cost meters read `completion.usage.total_tokens` without asking',
      *check({ call }) {
        const value = call.sdk?.ok ? call.sdk.value : undefined
        const usage = isObject(value) ? value['usage'] : undefined
        const absent = COUNTS.filter((key) => !(isObject(usage) && Number.isInteger(usage[key])))
        if (absent.length > 0)
          yield missing(call, '$.usage', `no integer in ${absent.join(', ')}`, COUNTS, usage ?? null)
      },
      violating: [
        { call: answer({ usage: null }) },
        { call: answer({ usage: { prompt_tokens: 4, completion_tokens: 2 } }) },
        { call: answer({ usage: {} }) },
      ],
    },
  },
})
