import {
  promptCounted,
  textAnswer,
  textAnswerWith,
  textStream,
  textStreamWith,
  type JsonObject,
} from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { isTextReply, isTextStream, isWholeTextStream } from '../../src/checks/completions.ts'
import { equalCounts, promptCount } from '../../src/checks/equal-requests.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { chunksOf, eachStream, asksForUsage, usageChunks, type NumberedChunk } from '../../src/checks/stream.ts'
import { PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import {
  complete,
  refusable,
  suite,
  extra,
  ignored,
  misplaced,
  wrong,
  wrongOrMissing,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream_options'
const SAY = { text: ' 7, 8, 9', tokens: 6 }
const ZERO = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

const apart = ({ chunk }: NumberedChunk): boolean => asArray(chunk['choices']).length === 0
const ofChoices =
  (change: (chunk: JsonObject) => Json) =>
  (all: JsonObject[]): Json[] =>
    all.map((chunk) => (asArray(chunk['choices']).length > 0 ? change(chunk) : chunk))
const counted = (change: (all: JsonObject[]) => Json[]) => ({ counted: textStreamWith(change, SAY, { usage: true }) })
const countedAs = (usage: Json) =>
  counted((all) => all.map((chunk) => (asArray(chunk['choices']).length > 0 ? chunk : { ...chunk, usage })))

/** What a stream that was hung up on has counted until then is no count. */
const isWholeText = (one: Observation): boolean =>
  isTextReply(one) && one.exchange.failure === null && (one.stream === null || isWholeTextStream(one))

export default suite({
  id: 'completions/stream-usage',
  about: 'a streamed text completion with and without `stream_options.include_usage`',
  model: 'chat',
  answered: 'should',
  steps: {
    counted: refusable(
      complete({ prompt: COUNT_ON, max_tokens: 16, stream: true, stream_options: { include_usage: true } }),
    ),
    plain: refusable(complete({ prompt: COUNT_ON, max_tokens: 16, stream: true })),
    // Sent by another suite as well.
    whole: refusable(complete({ prompt: COUNT_ON, max_tokens: 16 })),
  },
  conforming: { counted: textStream(SAY, { usage: true }), plain: textStream(SAY), whole: textAnswer(SAY) },
  rules: {
    'comes-when-asked': {
      level: 'should',
      sentence: 'With include_usage a chunk whose `choices` is empty has the usage, and it is the last.',
      source: `${SOURCE}; observed in 2 of 2 streams`,
      breaks: 'token meters stay at zero; clients that drop the chunk with usage drop text',
      parameter: 'completions.stream_options',
      traffic: eachStream([isWholeTextStream, asksForUsage], (one) => {
        const last = chunksOf(one).at(-1)
        if (usageChunks(one).length === 0)
          return ignored(
            one,
            'events[].usage',
            'include_usage was accepted and no chunk has usage',
            'one chunk with usage',
            'none',
          )
        if (last && apart(last) && isObject(last.chunk['usage'])) return undefined
        return misplaced(
          one,
          `events[${last?.at}]`,
          'the last chunk is not the usage alone',
          { choices: [], usage: '{…}' },
          { choices: last?.chunk['choices'], usage: last?.chunk['usage'] ?? null },
        )
      }),
      violating: [
        { counted: textStream(SAY) },
        counted((all) => [...all.slice(-1), ...all.slice(0, -1)]),
        counted((all) => all.slice(0, -1).map((chunk) => ({ ...chunk, usage: ZERO }))),
      ],
    },
    'counts-the-answer': {
      level: 'should',
      sentence: 'The usage at the end counts the prompt and the text, and its total is their sum.',
      source: SOURCE,
      breaks: 'bills and context meters of streamed calls',
      parameter: 'completions.stream_options',
      traffic: eachStream([isTextStream, (one) => asksForUsage(one) && usageChunks(one).some(apart)], (one) => {
        const last = usageChunks(one).findLast(apart)
        const usage = isObject(last?.chunk['usage']) ? last.chunk['usage'] : {}
        const [prompt, completion, total] = ['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key) =>
          Number(usage[key] ?? 0),
        )
        const wrote = one.reply?.choices.some(({ content }) => Boolean(content)) === true
        if (!prompt || (wrote && !completion))
          return wrong(one, `events[${last?.at}].usage`, 'tokens went uncounted', 'counts above zero', usage)
        return total === prompt + (completion ?? 0)
          ? undefined
          : wrong(
              one,
              `events[${last?.at}].usage.total_tokens`,
              'the total is not the sum',
              prompt + (completion ?? 0),
              total,
            )
      }),
      violating: [
        countedAs(ZERO),
        countedAs({ prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 }),
        countedAs({ prompt_tokens: 9, completion_tokens: 6, total_tokens: 9 }),
      ],
      inconclusive: [{ counted: textStream(SAY) }],
    },
    'null-before': {
      level: 'should',
      sentence: 'With include_usage every chunk with a choice has `usage: null`.',
      source: `${SOURCE}; observed in 35 of 35 chunks`,
      breaks:
        'meters that take the first usage show zeros, as Ollama sends them; Continue holds back every chunk that has usage',
      parameter: 'completions.stream_options',
      traffic: eachStream([isTextStream, asksForUsage], (one) => {
        const early = chunksOf(one).find((numbered) => !apart(numbered) && numbered.chunk['usage'] !== null)
        return (
          early &&
          wrongOrMissing(one, `events[${early.at}].usage`, 'not null before the end', null, early.chunk['usage'])
        )
      }),
      violating: [
        counted(ofChoices((chunk) => ({ ...chunk, usage: ZERO }))),
        counted(ofChoices(({ usage: _usage, ...chunk }) => chunk)),
      ],
    },
    'not-unasked': {
      level: 'should',
      sentence: 'Without include_usage no chunk has a `usage` key.',
      source: `${SOURCE}; observed in 37 of 37 streams`,
      breaks: 'meters that count by themselves where they did not ask count twice',
      traffic: eachStream([isTextStream, (one) => !asksForUsage(one)], (one) => {
        const having = chunksOf(one).find(({ chunk }) => 'usage' in chunk)
        return (
          having &&
          extra(one, `events[${having.at}].usage`, 'usage without include_usage', 'absent', having.chunk['usage'])
        )
      }),
      violating: [
        { plain: textStream(SAY, { usage: true }) },
        { plain: textStreamWith((all) => all.map((chunk) => ({ ...chunk, usage: null })), SAY) },
      ],
    },
    'counts-as-plain': {
      level: 'should',
      sentence: 'Equal requests for a text completion count equal `prompt_tokens`, plain and streamed.',
      source: 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-usage',
      breaks: 'cost and context meters depend on chance, or on whether the text was streamed',
      traffic: equalCounts(isWholeText, promptCount, PROMPT_TOKENS, true),
      violating: [{ whole: promptCounted(18) }, { whole: promptCounted(0) }],
      inconclusive: [{ whole: textAnswerWith((body) => ({ ...body, usage: null })) }],
    },
  },
})
