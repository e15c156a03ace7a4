import { FENCED, IN_FENCES } from '../../fixtures/sent/schemas.ts'
import { finishReason, FINISH, isObject, text, TEXT } from '../../src/checks/reply.ts'
import { beginsObject, endsInBlanks, isProse, jsonText, unfinished } from '../../src/checks/structured.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  measured,
  refusable,
  stream,
  streamed,
  streamWith,
  suite,
  ignored,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Measured,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/structured-outputs#json-mode; observed in 8 of 8 answers'
const TOKENS = 24
const ASKED = { messages: IN_FENCES, max_tokens: TOKENS, response_format: { type: 'json_object' } }
const right = '{"word":"sun"}'

function* isJsonObject(control: Observation, one: Observation): Generator<Finding, Inconclusive | Measured | void> {
  const open = unfinished(one)
  if (text(one) === '') return inconclusive(open ?? 'the model said nothing')
  if (!isProse(control)) return inconclusive('the model answers in bare JSON unasked')
  if (open === undefined && isObject(jsonText(one))) return
  // The service itself cuts JSON at the limit; left alone, the model began with prose or a fence.
  if (finishReason(one) === 'length' && beginsObject(text(one)))
    return measured('cut by the token limit, and JSON as far as it goes')
  yield ignored(
    one,
    TEXT,
    '`response_format` changed nothing: the answer is no JSON object',
    'a JSON object',
    brief(text(one)),
  )
}

/** A stream with blanks between its text and its end. */
const blanksAfter = (chunks: { [key: string]: Json }[]): Json[] => {
  const [first = {}] = chunks
  const blank = { ...first, choices: [{ index: 0, delta: { content: '\n' }, logprobs: null, finish_reason: null }] }
  return [...chunks.slice(0, -1), blank, blank, blank, blank, ...chunks.slice(-1)]
}

export default suite({
  id: 'structured-output/json-object',
  about: 'JSON mode after turns that put their JSON into a code fence, plain and streamed, and the same without it',
  model: 'chat',
  answered: 'should',
  steps: {
    control: chat({ messages: IN_FENCES, max_tokens: TOKENS }),
    plain: refusable(chat(ASKED)),
    streamed: refusable(streamed(ASKED)),
  },
  conforming: {
    control: answer({ content: FENCED }),
    plain: answer({ content: right }),
    streamed: stream({ content: right }),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'In JSON mode the text is a JSON object and nothing around it.',
      source: SOURCE,
      breaks: "LangChain's and LlamaIndex' JSON parsers, and apps that parse the answer",
      parameter: 'chat.response_format',
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        return yield* isJsonObject(control, plain)
      },
      violating: [
        { plain: answer({ content: FENCED }) },
        { plain: answer({ content: 'The sun.' }) },
        { plain: answer({ content: '["sun"]' }) },
        { plain: answer({ content: 'Here is sun as JSON:', finish: 'length' }) },
        { plain: answer({ content: '{sun: "the', finish: 'length' }) },
        { plain: answer({ content: '[{"word":', finish: 'length' }) },
      ],
      conforming: [
        {},
        { plain: answer({ content: `${right}\n   `, finish: 'length' }) },
        { plain: answer({ content: '{\n  "words": [{"sun": tr', finish: 'length' }) },
      ],
      inconclusive: [{ plain: answer({ content: null }) }, { control: answer({ content: '{}' }) }],
    },
    streamed: {
      level: 'should',
      sentence: 'In JSON mode the joined text of a stream is a JSON object and nothing around it.',
      source: SOURCE,
      breaks: 'apps that stream objects',
      parameter: 'chat.response_format',
      reads: ['control', 'streamed'],
      *check({ control, streamed: events }) {
        return yield* isJsonObject(control, events)
      },
      violating: [{ streamed: stream({ content: FENCED }) }, { streamed: stream({ content: 'The sun.' }) }],
      conforming: [{}, { streamed: stream({ content: '{"words":', finish: 'length' }) }],
      inconclusive: [{ streamed: stream({ content: '' }) }],
    },
    ends: {
      level: 'should',
      sentence: 'An answer in JSON mode ends with its object, where the model ends by itself without it.',
      source: SOURCE,
      breaks:
        'white space up to the limit is waited and paid for, and `parse` of the SDK throws LengthFinishReasonError',
      parameter: 'chat.response_format',
      *check({ control, plain, streamed: events }) {
        if (finishReason(control) !== 'stop') return inconclusive('the model does not end by itself without it either')
        for (const one of [plain, events])
          if (finishReason(one) === 'length' && endsInBlanks(text(one)))
            yield wrong(one, FINISH, 'the object is closed, and white space follows up to the limit', 'stop', 'length')
        if ([plain, events].every((one) => finishReason(one) === 'length' && !isObject(jsonText(one))))
          return inconclusive('the token limit cut the answers')
      },
      violating: [
        { plain: answer({ content: `${right}\n\n\n\n`, finish: 'length' }) },
        { plain: answer({ content: ' \n \n \n', finish: 'length' }) },
        { streamed: streamWith({ content: right, finish: 'length' }, blanksAfter) },
      ],
      conforming: [{}, { plain: answer({ content: `${right}\n` }) }],
      inconclusive: [
        { control: answer({ content: FENCED, finish: 'length' }) },
        {
          plain: answer({ content: '{"words":', finish: 'length' }),
          streamed: stream({ content: '{"words":', finish: 'length' }),
        },
      ],
    },
  },
})
