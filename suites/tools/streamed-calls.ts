import { PAIR_CALL } from '../../fixtures/sent/tools.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import { CALLS, CUT } from '../../src/checks/tools.ts'
import { answer, chat, inconclusive, missing, stream, streamed, suite, toolCall } from '../../src/define/index.ts'

const pair = ['Madrid', 'Berlin'].map((city, at) =>
  toolCall('get_weather', JSON.stringify({ city }), `call_aB3dE5fG7hI9jK1lM3nO5pQ${at}`),
)
const first = pair.slice(0, 1)
const streaming = (toolCalls: typeof pair, completionTokens: number) => ({
  counted: stream({ toolCalls, completionTokens }, { usage: true }),
})

/** What the ends of two equal answers may be counted apart. */
const SPARE = 4

export default suite({
  id: 'tools/streamed-calls',
  about: 'a question that takes two calls, plain, and streamed with its usage',
  model: 'tools',
  steps: {
    plain: chat(PAIR_CALL),
    counted: streamed({ ...PAIR_CALL, max_tokens: 64, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer({ toolCalls: pair, completionTokens: 46 }), ...streaming(pair, 46) },
  rules: {
    'all-come': {
      level: 'should',
      sentence: 'A stream brings every tool call that its completion tokens were spent on.',
      source: 'https://platform.openai.com/docs/guides/function-calling#streaming',
      breaks: 'agents that stream run the first of several calls and wait in vain for the others',
      *check({ plain, counted }) {
        if ([plain, counted].some((one) => finishReason(one) === 'length')) return inconclusive(CUT)
        const [want, got] = [toolCalls(plain).length, toolCalls(counted).length]
        if (want < 2) return inconclusive('the model made fewer than two calls')
        if (got >= want) return
        const [spent, streamedSpent] = [completionTokens(plain), completionTokens(counted)]
        if (spent === undefined || streamedSpent === undefined || streamedSpent < spent - SPARE)
          return inconclusive('the model made fewer calls where it was streamed')
        yield missing(
          counted,
          CALLS,
          `${got} calls in the stream, and as many tokens as the plain answer has for ${want}`,
          want,
          got,
        )
      },
      violating: [streaming(first, 46)],
      inconclusive: [
        streaming(first, 22),
        { plain: answer({ toolCalls: first }) },
        { counted: stream({ toolCalls: first, finish: 'length' }, { usage: true }) },
      ],
    },
  },
})
