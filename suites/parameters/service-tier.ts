import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { bodyOf } from '../../src/checks/chat-body.ts'
import { answer, answerWith, anyAnswer, chat, refusable, refusal, suite, ignored } from '../../src/define/index.ts'

const HELLO = { content: 'Hello', finish: 'length', completionTokens: 1 }

export default suite({
  id: 'parameters/service-tier',
  about: 'a chat call with `service_tier: "default"`, and one with a tier that there is not',
  model: 'chat',
  answered: 'may',
  steps: {
    asked: refusable(chat({ ...CHAT_CALL, service_tier: 'default' })),
    wrong: anyAnswer(chat({ ...CHAT_CALL, service_tier: 'no-such-value' })),
  },
  conforming: { asked: answer(HELLO), wrong: refusal(400, { param: 'service_tier', code: 'invalid_value' }) },
  rules: {
    'told-and-checked': {
      level: 'may',
      sentence: 'The answer tells the tier that served it, and a tier that there is not is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-service_tier; observed: in every answer since 2025-02',
      breaks: 'who pays for priority cannot tell whether it was given',
      parameter: 'chat.service_tier',
      *check({ asked, wrong }) {
        // A server that always writes the same word is found by the tier that there is not.
        const { service_tier: tier } = bodyOf(asked)
        if (typeof tier !== 'string')
          yield ignored(
            asked,
            '$.service_tier',
            'the answer tells no tier',
            'the tier that served it',
            tier ?? 'absent',
          )
        yield* notRefused(wrong)
      },
      violating: [
        { asked: answerWith(HELLO, ({ service_tier: _, ...body }) => body) },
        { asked: answerWith(HELLO, (body) => ({ ...body, service_tier: null })) },
        { wrong: answer(HELLO) },
      ],
    },
  },
})
