import { MADRID } from '../../fixtures/replies/tool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { toolCalls } from '../../src/checks/reply.ts'
import { accepted, promptGrowth, refused } from '../../src/checks/tools.ts'
import { answer, anyAnswer, chat, inconclusive, json, refusal, suite, ignored } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'
const plain = { messages: GREETING, max_tokens: 4 }

export default suite({
  id: 'tools/no-tool-support',
  about: 'tools sent to a model that is known to have no support for them',
  model: 'toolless',
  steps: { control: chat(plain), tools: anyAnswer(chat({ ...plain, tools: [WEATHER] })) },
  conforming: {
    control: answer({ promptTokens: 10 }),
    tools: refusal(400, { message: 'this model does not support tools' }),
  },
  rules: {
    'proper-answer': {
      level: 'should',
      sentence: 'The server answers, or refuses with a 4xx in the form of an OpenAI error.',
      source: SOURCE,
      breaks: 'clients retry a 5xx, and show "undefined" for an error without a message',
      *check({ tools }) {
        if (!refused(tools)) yield* accepted(tools, 'neither an answer nor a proper refusal')
      },
      conforming: [{}, { tools: answer({ promptTokens: 80 }) }],
      violating: [
        { tools: refusal(500, { message: 'template: no tools' }) },
        { tools: json({ error: 'does not support tools' }, { status: 400 }) },
        { tools: json({ choices: [] }) },
      ],
    },
    'not-silent': {
      level: 'should',
      sentence: 'Tools that the model cannot be told about are not dropped in silence.',
      source: SOURCE,
      breaks: 'agents such as Cline wait for calls that cannot come, with nothing to say why',
      *check({ control, tools }) {
        if (tools.status !== 200 || toolCalls(tools).length > 0) return
        const growth = promptGrowth(control, tools)
        if (growth === undefined) return inconclusive('the server counts no prompt tokens')
        if (growth < 8)
          yield ignored(
            tools,
            '$.tools',
            `the tools were accepted and never reached the model: the prompt grew by ${growth} tokens`,
            'a 4xx, or the tools in the prompt',
            tools.status,
          )
      },
      conforming: [{}, { tools: answer({ promptTokens: 80 }) }, { tools: answer({ toolCalls: [MADRID] }) }],
      violating: [{ tools: answer({ promptTokens: 10 }) }],
      inconclusive: [{ tools: answer({ usage: null }) }],
    },
  },
})
