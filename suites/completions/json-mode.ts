import { textAnswer } from '../../fixtures/replies/completion.ts'
import { text, textPath } from '../../src/checks/reply.ts'
import { complete, inconclusive, refusable, suite, ignored } from '../../src/define/index.ts'

export default suite({
  id: 'completions/json-mode',
  about: 'a text completion with a `response_format`, which OpenAI knows for chats alone',
  model: 'chat',
  answered: 'may',
  steps: {
    asked: refusable(
      complete({
        prompt: 'sun moon stars sun moon stars sun moon',
        response_format: { type: 'json_object' },
        max_tokens: 8,
      }),
    ),
  },
  conforming: { asked: textAnswer({ text: '{"answer": "yes"}' }) },
  rules: {
    'heeded-or-refused': {
      level: 'may',
      sentence: 'A `response_format` on a text completion makes the text JSON, or is refused.',
      source: 'https://docs.ollama.com/api/openai-compatibility lists JSON mode for this endpoint',
      breaks: 'whoever believes the list: prose comes, and no error',
      parameter: 'completions.response_format',
      *check({ asked }) {
        const said = text(asked).trimStart()
        if (said === '') return inconclusive('the model wrote nothing')
        if (!/^[{[]/.test(said)) yield ignored(asked, textPath(asked), 'the text is no JSON', '{ …', said.slice(0, 80))
      },
      conforming: [{}, { asked: textAnswer({ text: '\n[1, 2' }) }],
      violating: [{ asked: textAnswer({ text: ' stars sun moon' }) }],
      inconclusive: [{ asked: textAnswer({ text: '' }) }],
    },
  },
})
