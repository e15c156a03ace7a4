import { GREETING } from '../../fixtures/sent/prompts.ts'
import { CITY_SCHEMA, WEATHER } from '../../fixtures/sent/tools.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { answer, chat, countsOnly, usualSuite, type Json, type Step } from '../../src/define/index.ts'

const CREATE = 'https://platform.openai.com/docs/api-reference/chat/create'
const BASE = { messages: GREETING, max_tokens: 4 }

const declaring = (strict: boolean): Step =>
  countsOnly(
    chat({
      ...BASE,
      tools: [
        {
          type: 'function',
          function: { name: 'get_weather', description: 'Current weather of a city', parameters: CITY_SCHEMA, strict },
        },
      ],
    }),
  )
const choosing = (choice: Json): Step => countsOnly(chat({ ...BASE, tools: [WEATHER], tool_choice: choice }))

export default usualSuite({
  id: 'tools/usual-requests',
  about: 'chat calls that declare a tool as many clients always do: with `strict`, and with a `tool_choice`',
  model: 'tools',
  endpoint: 'chat',
  control: countsOnly(chat({ ...BASE, tools: [WEATHER] })),
  answered: answer({ content: 'Hello! How can', finish: 'length', completionTokens: 4 }),
  notAnswered,
  usual: {
    strict: {
      step: declaring(true),
      what: 'a tool that is declared with `strict: true`',
      breaks: 'LlamaIndex, and the helpers of the SDKs that parse arguments: each call with tools is refused',
      source: `${CREATE}#chat-create-tools`,
      parameter: 'chat.tools',
    },
    'not-strict': {
      step: declaring(false),
      what: 'a tool that is declared with `strict: false`',
      breaks: 'clients that always send the field: each call with tools is refused',
      source: `${CREATE}#chat-create-tools`,
      parameter: 'chat.tools',
    },
    'choice-auto': {
      step: choosing('auto'),
      what: '`tool_choice: "auto"`, which is the default where there are tools,',
      breaks: 'the tool runner of openai-node and the Vercel AI SDK, which always send it',
      source: `${CREATE}#chat-create-tool_choice`,
      parameter: 'chat.tool_choice',
    },
    'choice-required': {
      step: choosing('required'),
      what: '`tool_choice: "required"`',
      breaks: 'typed output of Pydantic AI and LlamaIndex: each of their calls is refused',
      source: `${CREATE}#chat-create-tool_choice`,
      parameter: 'chat.tool_choice',
    },
  },
})
