import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isChatReply, hasChoices, isPlain, misplacedChoice } from '../../src/checks/pool.ts'
import { answer, answerWith, chat, suite, eachAnswer } from '../../src/define/index.ts'

export default suite({
  id: 'chat/choices',
  about: 'a plain chat answer',
  model: 'chat',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  rules: {
    'index-counts-up': {
      level: 'should',
      sentence: 'The choices of a plain answer carry the indexes 0, 1, 2 … in order.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed in all 2087 choices',
      breaks: 'the OpenAI Agents SDK takes only the choice with index 0',
      traffic: eachAnswer('no plain answer had a choice', [isChatReply, isPlain, hasChoices], misplacedChoice),
      violating: [
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
          })),
        },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [{ index: 1, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
          })),
        },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [0, 0].map((index) => ({
              index,
              message: { role: 'assistant', content: 'Hello' },
              finish_reason: 'stop',
            })),
          })),
        },
      ],
      conforming: [{}, { plain: answer({}, {}) }],
    },
  },
})
