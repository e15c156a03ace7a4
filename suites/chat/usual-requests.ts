import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { system, textParts, user, type Message } from '../../fixtures/sent/prompts.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { answer, chat, countsOnly, usualSuite, type Json, type Step } from '../../src/define/index.ts'

const CREATE = 'https://platform.openai.com/docs/api-reference/chat/create'

const withField = (field: string, value: Json): Step => countsOnly(chat({ ...CHAT_CALL, [field]: value }))
const withMessages = (...messages: Message[]): Step => countsOnly(chat({ messages, max_tokens: 1 }))

/** A parameter at the value that it has where nobody sends it. */
const byDefault = (field: string, value: Json, breaks: string) => ({
  step: withField(field, value),
  what: `\`${field}: ${JSON.stringify(value)}\`, which is the default,`,
  breaks,
  source: `${CREATE}#chat-create-${field}`,
  parameter: `chat.${field}`,
})

export default usualSuite({
  id: 'chat/usual-requests',
  about: 'chat calls with what many clients always send: defaults spelled out, a user, two user turns in a row',
  model: 'chat',
  endpoint: 'chat',
  control: chat(CHAT_CALL),
  answered: answer({ content: 'Hello', finish: 'length', completionTokens: 1 }),
  notAnswered,
  usual: {
    'top-p': byDefault('top_p', 1, 'apps that send every value of their settings, also those that nobody changed'),
    'presence-penalty': byDefault('presence_penalty', 0, 'apps that send every value of their settings'),
    'frequency-penalty': byDefault('frequency_penalty', 0, 'apps that send every value of their settings'),
    n: byDefault('n', 1, 'wrappers that always say how many choices they want'),
    user: {
      step: withField('user', 'reader-17'),
      what: '`user`',
      breaks: 'apps that tell the provider who asks: each of their calls is refused',
      source: `${CREATE}#chat-create-user`,
      parameter: 'chat.user',
    },
    'two-user-turns': {
      step: withMessages(user('My name is Anna.'), user('Say hello.')),
      what: 'two user messages in a row',
      breaks:
        'chats where the user adds a line, agents that put context before the question: some templates want turns to alternate',
      source: `${CREATE}#chat-create-messages`,
      parameter: 'chat.messages',
    },
    'system-parts': {
      step: withMessages(system(textParts('Be kind.')), user('Say hello.')),
      what: 'a system message whose content is a list of text parts',
      breaks: 'clients that mark parts of their instructions for a cache, and those that write every message as parts',
      source: `${CREATE}#chat-create-messages`,
      parameter: 'chat.messages',
    },
  },
})
