import { textAnswer, textBody } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { refused } from '../../src/checks/accepted.ts'
import { errorMessage } from '../../src/checks/errors.ts'
import { answeredByApi, succeeded } from '../../src/checks/pool.ts'
import { finishReason, FINISH, text } from '../../src/checks/reply.ts'
import { completionTokens } from '../../src/checks/tokens.ts'
import {
  anyAnswer,
  complete,
  inconclusive,
  json,
  refusal,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/completions/create#completions-create-prompt: without a prompt the model generates as from the beginning of a document'
const BREAKS =
  'programs that let a model write freely, or whose template came out empty, take a meaningless text for an answer'

/** What Ollama sends when it takes the request for one to load the model. */
const loaded = json({
  ...textBody({ text: '', finish: 'load', tokens: 0 }),
  usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
})

/** What llama.cpp sends: cut at a cap of 2 before the first token. */
const cutAtOnce = textAnswer({ text: '', finish: 'length', tokens: 0 })

/** Generated from nothing, or refused; an answer that was never generated is neither. */
function* generatedOrRefused(control: Observation, one: Observation): Generator<Finding, Inconclusive | void> {
  if (!answeredByApi(control)) return inconclusive('a prompt with a text is not answered either')
  if (refused(one)) return
  const finish = finishReason(one)
  const generated = finish === 'stop' || (finish === 'length' && (text(one) !== '' || completionTokens(one) !== 0))
  if (succeeded(one) && generated) return
  yield wrong(
    one,
    succeeded(one) ? FINISH : 'status',
    succeeded(one)
      ? 'nothing was generated, and nothing refused'
      : `HTTP ${one.status}: ${errorMessage(one) ?? one.text.slice(0, 160)}`,
    'a text that ends with stop or length, or a 4xx',
    succeeded(one) ? (finish ?? null) : one.status,
  )
}

export default suite({
  id: 'completions/prompt-empty',
  about: 'a prompt that is empty, and none',
  model: 'chat',
  steps: {
    control: anyAnswer(complete({ prompt: COUNT_ON, max_tokens: 4 })),
    empty: anyAnswer(complete({ prompt: '', max_tokens: 2 })),
    absent: anyAnswer(complete({ max_tokens: 2 })),
  },
  conforming: {
    control: textAnswer(),
    empty: textAnswer({ text: 'The', tokens: 2 }),
    absent: refusal(400, { message: 'prompt is required', param: 'prompt' }),
  },
  rules: {
    'empty-prompt': {
      level: 'should',
      source: SOURCE,
      breaks: BREAKS,
      parameter: 'completions.prompt',
      reads: ['control', 'empty'],
      judgesBroken: true,
      sentence: 'An empty prompt is gone on with as from the beginning of a document, or refused in a 4xx.',
      check: ({ control, empty }) => generatedOrRefused(control, empty),
      violating: [{ empty: loaded }, { empty: cutAtOnce }, { empty: refusal(500, { message: 'index out of range' }) }],
      conforming: [{}, { empty: refusal(400) }],
      inconclusive: [{ control: refusal(404) }],
    },
    'no-prompt': {
      level: 'should',
      source: SOURCE,
      breaks: BREAKS,
      parameter: 'completions.prompt',
      reads: ['control', 'absent'],
      judgesBroken: true,
      sentence: 'A request without a prompt is answered as from the beginning of a document, or refused in a 4xx.',
      check: ({ control, absent }) => generatedOrRefused(control, absent),
      violating: [{ absent: loaded }, { absent: refusal(500, { message: 'index out of range' }) }],
      conforming: [{}, { absent: textAnswer({ text: 'The', tokens: 2 }) }],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
