import { responseOf, saidResponse as said } from '../../fixtures/replies/response.ts'
import { needleBefore } from '../../fixtures/sent/long-prompts.ts'
import { beyondWindow, COUNTED, wordsSent } from '../../src/checks/context.ts'
import { isObject } from '../../src/checks/reply.ts'
import { outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import {
  givesResponse,
  inputTokens,
  INPUT_TOKENS,
  NO_INPUT_COUNT,
  reasoningItems,
  reasoningTokensOf,
} from '../../src/checks/responses.ts'
import {
  after,
  get,
  inconclusive,
  json,
  nativeGet,
  refusal,
  respond,
  suite,
  ignored,
  missing,
  type Observation,
} from '../../src/define/index.ts'

const CAP = 16

const tooLong = refusal(400, {
  message: 'Your input exceeds the context window of this model.',
  param: 'input',
  code: 'context_length_exceeded',
})

const ERROR = { code: 'server_error', message: 'The input is too long.' }

/** A response without a text, thoughts and an error. */
const isSilent = (one: Observation): boolean =>
  givesResponse(one) &&
  !isObject(responseFrom(one)?.['error']) &&
  outputText(responseFrom(one)) === '' &&
  reasoningItems(one).length === 0 &&
  !reasoningTokensOf(one)

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
    whole: after(CAP, (earlier) =>
      beyondWindow(earlier, (words) =>
        respond({ input: needleBefore(words), truncation: 'disabled', max_output_tokens: CAP }),
      ),
    ),
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
    'says-something': {
      level: 'should',
      sentence:
        'An input that does not fit the context window is not answered with a response that has neither a text nor an error.',
      source: 'https://platform.openai.com/docs/guides/error-codes; observed: 400 context_length_exceeded',
      breaks: 'agents take the empty answer for the end of their task',
      reads: ['control', 'whole'],
      judgesBroken: true,
      *check({ control, whole }) {
        if (!givesResponse(control) || isSilent(control))
          return inconclusive('a short input does not bring a text either')
        if ((inputTokens(whole) ?? 0) >= COUNTED * wordsSent(whole))
          return inconclusive('the input was counted in full, so that it fits')
        if (isSilent(whole))
          yield missing(whole, '$.output', 'HTTP 200 with no text and no error', 'HTTP 400', 'nothing')
      },
      conforming: [
        {},
        { whole: said('The', 2050) },
        { whole: json(responseOf([], { status: 'failed', error: ERROR })) },
      ],
      violating: [{ whole: said('', 4096) }, { whole: json(responseOf([])) }],
      inconclusive: [{ control: refusal(404) }, { control: said('') }, { whole: said('', 6000) }],
    },
  },
})
