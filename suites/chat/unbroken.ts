import { COUNTING, GREETING } from '../../fixtures/sent/prompts.ts'
import { comeToTheirEnd } from '../../src/checks/unbroken.ts'
import { answer, brokenOff, chat, stream, streamed, suite } from '../../src/define/index.ts'

const broken = brokenOff(['data: {"choices":['])

export default suite({
  id: 'chat/unbroken',
  about: 'a plain and a streamed chat answer',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    streamed: streamed({ messages: COUNTING, max_tokens: 24 }),
  },
  conforming: { plain: answer(), streamed: stream() },
  rules: {
    'comes-to-its-end': {
      level: 'should',
      sentence: 'The connection does not break inside a chat answer, plain or streamed.',
      source: 'https://www.rfc-editor.org/rfc/rfc9112#section-8; no answer of OpenAI was observed to break off',
      breaks: 'no client asks again for a body: Cline counts such ends as its most frequent failure',
      traffic: comeToTheirEnd(/\/chat\/completions$/),
      violating: [{ plain: broken, streamed: broken }],
      conforming: [{}, { streamed: broken }, { streamed: brokenOff(['data: {"choices":['], 'client-abort') }],
    },
  },
})
