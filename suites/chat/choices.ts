import { answer, answerWith, chat, finding, inconclusive, suite } from '../../src/define/index.ts'
import { chatReplies } from '../../src/checks/pool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'

export default suite({
  id: 'chat/choices',
  about: 'a plain chat answer',
  model: 'chat',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  rules: {
    'index-counts-up': {
      level: 'must',
      sentence: 'The choices of a plain answer carry the indexes 0, 1, 2 … in order.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed in all 2087 choices',
      breaks: 'the OpenAI Agents SDK takes only the choice with index 0',
      reads: [],
      *check(_observed, pool) {
        const plain = chatReplies(pool).filter(({ observation, reply }) => observation.stream === null && reply.choices.length > 0)
        if (plain.length === 0) return inconclusive('no plain answer had a choice')
        for (const { observation, reply } of plain) {
          const at = reply.choices.findIndex(({ index }, place) => index !== place)
          const choice = reply.choices[at]
          if (!choice) continue
          return yield finding(observation, {
            kind: choice.index === undefined ? 'missing' : 'wrong-value', path: `$.choices[${at}].index`,
            message: 'not the place of the choice', expected: at, actual: choice.index ?? null,
          })
        }
      },
      violating: [
        { plain: answerWith({}, (body) => ({ ...body, choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] })) },
        { plain: answerWith({}, (body) => ({ ...body, choices: [{ index: 1, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] })) },
        { plain: answerWith({}, (body) => ({ ...body, choices: [0, 0].map((index) => ({ index, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' })) })) },
      ],
      conforming: [{}, { plain: answer({}, {}) }],
    },
  },
})
