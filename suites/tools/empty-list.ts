import { GREETING } from '../../fixtures/sent/prompts.ts'
import { accepted, refused } from '../../src/checks/tools.ts'
import { answer, anyAnswer, chat, json, refusal, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools'
const body = { messages: GREETING, max_tokens: 4 }

export default suite({
  id: 'tools/empty-list',
  about: '`tools` given as an empty list, and as null',
  model: 'chat',
  steps: { empty: anyAnswer(chat({ ...body, tools: [] })), null: anyAnswer(chat({ ...body, tools: null })) },
  conforming: { empty: refusal(400, { message: 'empty array', param: 'tools', code: 'empty_array' }), null: answer() },
  rules: {
    empty: {
      level: 'should',
      // OpenAI has been seen to do either, so both are right.
      sentence: 'An empty list of tools is taken for none, or refused with a proper 4xx.',
      source: `${SOURCE}; reports differ on which (vllm#39741)`,
      breaks: 'editors send the empty list always; a 5xx sends them into retries',
      reads: ['empty'],
      *check({ empty }) {
        if (!refused(empty)) yield* accepted(empty, 'an empty list of tools')
      },
      conforming: [{}, { empty: answer() }],
      violating: [
        { empty: refusal(500, { message: 'index out of range' }) },
        { empty: json({ detail: 'empty' }, { status: 422 }) },
      ],
    },
    null: {
      level: 'should',
      sentence: '`tools: null` is taken for no tools.',
      source: `${SOURCE}; accepted in 1 of 1 recorded requests`,
      breaks: 'serialisers that write absent fields as null',
      reads: ['null'],
      *check(observed) {
        yield* accepted(observed['null'], '`tools: null` was refused')
      },
      violating: [{ null: refusal(400, { message: 'tools: expected a list' }) }],
    },
  },
})
