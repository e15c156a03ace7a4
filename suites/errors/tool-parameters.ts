import { GREETING } from '../../fixtures/sent/prompts.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { answer, chat, negativeSuite } from '../../src/define/index.ts'

const LOST = 'an agent whose declaration is broken gets prose and no hint'

export default negativeSuite({
  id: 'errors/tool-parameters',
  about: 'chat calls with invalid tools, or an invalid choice among them',
  model: 'tools',
  schema: 'chat-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools',
  base: { messages: GREETING, tools: [WEATHER], max_tokens: 1 },
  request: chat,
  answered: answer({ content: 'Hello', finish: 'length', completionTokens: 1 }),
  tells: true,
  fields: {
    tools: { constraints: ['type'], breaks: LOST },
    tool_choice: {
      constraints: ['type', 'value'],
      breaks: 'a misspelt choice goes unnoticed: the answer is prose where a call was expected',
    },
    parallel_tool_calls: { constraints: ['type'] },
  },
  mistakes: {
    'tool-without-function': {
      body: { tools: [{ type: 'function' }] },
      parameter: 'tools',
      what: 'a tool that declares no function',
      breaks: LOST,
    },
    'tool-type-missing': {
      body: { tools: [{ function: { name: 'get_weather', parameters: {} } }] },
      parameter: 'tools',
      what: 'a tool without a type',
      breaks: 'code written against this server fails when it moves to OpenAI',
      level: 'may',
    },
    'tool-name-illegal': {
      body: { tools: [{ type: 'function', function: { name: 'get weather!', parameters: {} } }] },
      parameter: 'tools',
      what: 'a function whose name has a space',
      breaks: 'the name comes back in another spelling, and no handler answers to it',
    },
  },
})
