import { GREETING } from '../../fixtures/sent/prompts.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import {
  answer,
  anyAnswer,
  chat,
  finding,
  refusal,
  suite,
  type Finding,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice'

function* refusalOf(observation: Observation, path: string, message: string): Generator<Finding, void> {
  if (refusedWithMessage(observation)) return
  const kind = observation.status === 200 ? 'ignored' : 'wrong-value'
  yield finding(observation, {
    kind,
    path,
    message,
    expected: 'a 4xx with {"error": {"message"}}',
    actual: observation.status,
  })
}

const badChoice = refusal(400, { message: 'Invalid tool choice.', param: 'tool_choice' })

export default suite({
  id: 'tools/choice-invalid',
  about: 'a `tool_choice` that cannot be met',
  model: 'tools',
  steps: {
    undeclared: anyAnswer(
      chat({
        messages: GREETING,
        tools: [WEATHER],
        tool_choice: { type: 'function', function: { name: 'no_such_tool' } },
        max_tokens: 4,
      }),
    ),
    toolless: anyAnswer(chat({ messages: GREETING, tool_choice: 'required', max_tokens: 4 })),
  },
  conforming: { undeclared: badChoice, toolless: badChoice },
  rules: {
    'undeclared-function': {
      level: 'should',
      sentence: 'A `tool_choice` that names a function the request does not declare is refused with a 4xx.',
      source: SOURCE,
      breaks: 'a misspelt name goes unnoticed; the answer is prose where a call was expected',
      reads: ['undeclared'],
      *check({ undeclared }) {
        yield* refusalOf(undeclared, '$.tool_choice.function.name', 'a function that is not declared was let through')
      },
      violating: [{ undeclared: answer() }, { undeclared: refusal(500, { message: 'internal error' }) }],
    },
    'without-tools': {
      level: 'may',
      sentence: '`tool_choice: "required"` without any tools is refused with a 4xx.',
      source: SOURCE,
      breaks: 'an agent that lost its tools on the way gets prose and no hint',
      reads: ['toolless'],
      *check({ toolless }) {
        yield* refusalOf(
          toolless,
          '$.tool_choice',
          'a call was required without tools, and the request was let through',
        )
      },
      violating: [{ toolless: answer() }, { toolless: refusal(500, { message: 'internal error' }) }],
    },
  },
})
