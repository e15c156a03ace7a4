import { notRefused } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, raw, refusal, suite } from '../../src/define/index.ts'

export default suite({
  id: 'roles/unknown',
  about: 'a message with a role that does not exist',
  model: 'chat',
  steps: { alien: anyAnswer(chat({ messages: [{ role: 'alien', content: 'Say hello.' }], max_tokens: 1 })) },
  conforming: {
    alien: refusal(400, { message: "Invalid value: 'alien'.", param: 'messages[0].role', code: 'invalid_value' }),
  },
  rules: {
    rejected: {
      level: 'may',
      sentence: 'A message with an unknown role is refused in a 4xx.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages; observed: 400 invalid_value',
      breaks: 'a misspelt role goes unnoticed: the template drops the message or prints a role the model does not know',
      judgesBroken: true,
      *check({ alien }) {
        yield* notRefused(alien)
      },
      violating: [
        { alien: answer({ content: 'Hello', finish: 'length' }) },
        { alien: refusal(500, { message: 'Conversation roles must alternate', type: 'api_error' }) },
        { alien: raw(['bad role'], { status: 400 }) },
      ],
    },
  },
})
