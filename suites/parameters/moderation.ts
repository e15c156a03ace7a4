import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { bodyOf } from '../../src/checks/chat-body.ts'
import { isObject } from '../../src/checks/reply.ts'
import { answer, answerWith, chat, refusable, suite, ignored, type Json } from '../../src/define/index.ts'

const HELLO = { content: 'Hello', finish: 'length', completionTokens: 1 }
const moderated = (moderation: Json): ReturnType<typeof answerWith> =>
  answerWith(HELLO, (body) => ({ ...body, moderation }))

export default suite({
  id: 'parameters/moderation',
  about: 'a chat call that asks for its moderation',
  model: 'chat',
  answered: 'may',
  steps: { asked: refusable(chat({ ...CHAT_CALL, moderation: { model: 'omni-moderation-latest' } })) },
  conforming: {
    asked: moderated({ input: { model: 'omni-moderation-latest', results: [{ categories: { hate: false } }] } }),
  },
  rules: {
    'findings-come': {
      level: 'may',
      sentence: 'The answer carries the findings of the moderation it was asked for, or the request is refused.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-moderation; observed in 2 of 2 answers',
      breaks: 'apps that let only moderated texts through let everything through',
      parameter: 'chat.moderation',
      *check({ asked }) {
        const { moderation } = bodyOf(asked)
        if (!isObject(moderation))
          yield ignored(asked, '$.moderation', 'nothing was moderated', 'findings, or a 4xx', moderation ?? 'absent')
      },
      violating: [{ asked: answer(HELLO) }, { asked: moderated(null) }],
    },
  },
})
