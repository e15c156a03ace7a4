import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asksChat } from '../../src/checks/pool.ts'
import { answer, asAskedSuite, chat, stream, streamed } from '../../src/define/index.ts'

const BODY = { messages: GREETING, max_tokens: 16 }

export default asAskedSuite({
  id: 'streaming/as-asked',
  what: 'A chat request',
  is: asksChat,
  // Other suites send them as well.
  steps: { plain: chat(BODY), streamed: streamed({ ...BODY, stream_options: { include_usage: true } }) },
  conforming: { plain: answer(), streamed: stream({}, { usage: true }) },
  source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream',
  breaks: 'clients that wait for events show nothing; clients that parse one body fail on `data:`',
  parameter: 'chat.stream',
})
