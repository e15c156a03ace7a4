import { promptCounted, textAnswer, textAnswerWith } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { asksInList, otherCount, otherIndexes } from '../../src/checks/choice-count.ts'
import { text, textPath } from '../../src/checks/reply.ts'
import { promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import {
  complete,
  eachAnswer,
  inconclusive,
  refusable,
  suite,
  ignored,
  misplaced,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-prompt'
const OTHER = 'Say the alphabet.\na b c d e f'
const CAP = 4

const FIRST = { text: ' 7, 8', tokens: CAP }
const SECOND = { text: ' g h i', tokens: CAP }
const both = (...said: (typeof FIRST)[]) =>
  textAnswerWith(
    (body) => ({
      ...body,
      usage: { prompt_tokens: 30, completion_tokens: CAP * said.length, total_tokens: 30 + CAP * said.length },
    }),
    ...said,
  )

export default suite({
  id: 'completions/prompt-list',
  about: 'two prompts in one request, each alone, and one in a list of its own',
  model: 'chat',
  answered: 'should',
  steps: {
    alone: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP })),
    other: refusable(complete({ prompt: OTHER, max_tokens: CAP })),
    single: refusable(complete({ prompt: [COUNT_ON], max_tokens: CAP })),
    both: refusable(complete({ prompt: [COUNT_ON, OTHER], max_tokens: CAP })),
  },
  conforming: {
    alone: promptCounted(17, FIRST),
    other: promptCounted(13, SECOND),
    single: promptCounted(17, FIRST),
    both: both(FIRST, SECOND),
  },
  rules: {
    'one-in-a-list': {
      level: 'should',
      sentence: 'A prompt in a list of its own is answered as it is alone, or the call is refused.',
      source: `${SOURCE}; observed in 24 answers`,
      breaks: 'LangChain, LlamaIndex and lm-evaluation-harness always send a list',
      parameter: 'completions.prompt',
      reads: ['alone', 'single'],
      *check({ alone, single }) {
        const [want, got] = [alone, single].map((one) => promptTokens(one))
        if (single.reply?.choices.length !== 1)
          yield wrong(single, '$.choices', 'not one choice for one prompt', 1, single.reply?.choices.length ?? 0)
        else if (want !== undefined && got !== undefined && want !== got)
          yield wrong(single, PROMPT_TOKENS, 'the prompt in a list is another prompt', want, got)
        else if (text(single) !== text(alone) && (want === undefined || got === undefined))
          return inconclusive('the texts differ, and prompts are not counted')
      },
      violating: [{ single: promptCounted(23, FIRST) }, { single: both(FIRST, SECOND) }],
      inconclusive: [{ single: promptCounted(0, SECOND) }],
    },
    'a-choice-each': {
      level: 'should',
      sentence:
        'A list of prompts brings a choice for each, numbered in the order of the prompts, or the call is refused.',
      source: `${SOURCE}; observed: two prompts with \`n: 2\` bring the choices 0 to 3`,
      breaks:
        'evaluations and LangChain’s `generate` send batches: answers are missing or filed under the wrong prompt',
      parameter: 'completions.prompt',
      traffic: eachAnswer(
        'no list of prompts was answered',
        [asksInList],
        (one) => otherCount(one) ?? otherIndexes(one),
      ),
      violating: [
        { both: both(FIRST) },
        {
          both: textAnswerWith((body) => ({
            ...body,
            choices: [1, 0].map((index) => ({ text: ' 7', index, logprobs: null, finish_reason: 'length' })),
          })),
        },
      ],
    },
    'each-its-own': {
      level: 'should',
      sentence: 'Each choice goes on with its own prompt.',
      source: SOURCE,
      breaks: 'answers are filed under the wrong prompt',
      parameter: 'completions.prompt',
      reads: ['alone', 'other', 'both'],
      *check({ alone, other, both: batch }) {
        const [one, two] = [text(alone), text(other)]
        const said = batch.reply?.choices.map(({ content }) => content ?? '') ?? []
        if (said.length !== 2 || one === two || one === '' || two === '')
          return inconclusive('there are not two different texts to tell apart')
        if (said[0] === two && said[1] === one)
          yield misplaced(batch, textPath(batch), 'the texts are in the order of the other prompts', [one, two], said)
        else if (said[0] === said[1])
          yield ignored(batch, '$.choices[1].text', 'both choices go on with the same prompt', [one, two], said)
        else if (said[0] !== one && said[1] !== two) return inconclusive('the model wrote something else in a batch')
      },
      violating: [{ both: both(SECOND, FIRST) }, { both: both(FIRST, FIRST) }],
      inconclusive: [
        { both: both(FIRST) },
        { other: promptCounted(13, FIRST) },
        { both: both({ text: ' seven', tokens: CAP }, { text: ' gee', tokens: CAP }) },
      ],
    },
    'counts-all': {
      level: 'should',
      sentence: '`prompt_tokens` counts all prompts of the list.',
      source: `${SOURCE}; observed in answers to two prompts`,
      breaks: 'cost meters see a fraction of what was sent',
      parameter: 'completions.prompt',
      reads: ['alone', 'other', 'both'],
      *check({ alone, other, both: batch }) {
        const [one, two, sum] = [alone, other, batch].map((answer) => promptTokens(answer))
        if (one === undefined || two === undefined || sum === undefined) return inconclusive('a prompt was not counted')
        if (batch.reply?.choices.length !== 2) return inconclusive('there is not a choice for each')
        if (sum <= Math.max(one, two)) yield wrong(batch, PROMPT_TOKENS, 'no more than for one of them', one + two, sum)
      },
      violating: [{ both: textAnswer(FIRST, SECOND) }],
      inconclusive: [{ alone: promptCounted(0, FIRST) }, { both: both(FIRST) }],
    },
  },
})
