import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { needleBefore } from '../../fixtures/sent/long-prompts.ts'
import { LARGEST_WINDOW, windowOf, wordsSent } from '../../src/checks/context.ts'
import { givesResponse, inputTokens, INPUT_TOKENS, NO_INPUT_COUNT } from '../../src/checks/responses.ts'
import {
  after,
  anyAnswer,
  get,
  inconclusive,
  json,
  nativeGet,
  refusal,
  respond,
  suite,
  ignored,
} from '../../src/define/index.ts'

const CAP = 16
/** So far beyond the window that no way of counting makes it fit; and what must be counted of it, where a tokenizer joins words. */
const BEYOND = 1.2
const COUNTED = 0.9

const tooLong = refusal(400, {
  message: 'Your input exceeds the context window of this model.',
  param: 'input',
  code: 'context_length_exceeded',
})

export default suite({
  id: 'responses/truncation',
  about: 'an input that is longer than the context window, with `truncation: "disabled"`',
  model: 'chat',
  answered: 'should',
  steps: {
    control: respond({ input: 'Say hello.', max_output_tokens: CAP }),
    models: get('/models'),
    // After the control, which has the model loaded.
    loaded: nativeGet('/api/ps?after=control'),
    whole: after(CAP, ({ control, models, loaded }) => {
      const window = windowOf(control?.request['model'], { ps: loaded, models })
      if (!window) return inconclusive('the server does not tell the size of the context window')
      if (window.tokens > LARGEST_WINDOW)
        return inconclusive(`a window of ${window.tokens} tokens (${window.from}) is too large to be filled in a test`)
      return anyAnswer(
        respond({
          input: needleBefore(Math.ceil(window.tokens * BEYOND)),
          truncation: 'disabled',
          max_output_tokens: CAP,
        }),
      )
    }),
  },
  conforming: {
    control: said('Hello.'),
    models: json({ object: 'list', data: [] }),
    loaded: json({ models: [{ name: 'model', model: 'model', context_length: 4096 }] }),
    whole: tooLong,
  },
  rules: {
    'disabled-refuses': {
      level: 'should',
      sentence: 'With `truncation: "disabled"` an input that does not fit is refused, never shortened.',
      source:
        'https://platform.openai.com/docs/api-reference/responses/create#responses-create-truncation; observed: 400 context_length_exceeded',
      breaks:
        'agents that ask in so many words for nothing to be lost (LangChain, the Agents SDK) lose their first turns',
      parameter: 'responses.truncation',
      reads: ['control', 'whole'],
      judgesBroken: true,
      *check({ control, whole }) {
        if (!givesResponse(control)) return inconclusive('the endpoint does not answer a short input either')
        if (!givesResponse(whole))
          return (whole.status ?? 500) < 500
            ? undefined
            : inconclusive(`neither answered nor refused: HTTP ${whole.status}`)
        const [count, words] = [inputTokens(whole), wordsSent(whole)]
        if (count === undefined || inputTokens(control) === undefined) return inconclusive(NO_INPUT_COUNT)
        if (count < COUNTED * words)
          yield ignored(
            whole,
            INPUT_TOKENS,
            `answered from a part of the input: ${count} tokens read of more than ${words} sent`,
            'HTTP 400 with code context_length_exceeded',
            count,
          )
      },
      conforming: [{}, { whole: said('Pineapple', 6000) }],
      violating: [{ whole: said('The', 2050) }],
      inconclusive: [{ control: refusal(404) }, { whole: refusal(500) }, { whole: said('The', 0) }],
    },
  },
})
