import { inPieces, textChunks, textStream, textStreamWith } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { holdsCap } from '../../src/checks/cap.ts'
import {
  textPieces,
  isTextReply,
  isTextStream,
  isWholeTextStream,
  eachText,
  type TextPiece,
} from '../../src/checks/completions.ts'
import { isStreamed } from '../../src/checks/pool.ts'
import { eachStream, changing, notDoneLast, notDoneOnce } from '../../src/checks/stream.ts'
import {
  brokenOff,
  complete,
  refusable,
  sse,
  suite,
  ignored,
  misplaced,
  missing,
  wrong,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream'
const CAP = 16
const SAY = { text: ' 7, 8, 9' }
const events = textChunks(SAY)

const steps = { streamed: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, stream: true })) }
const altered = (change: Parameters<typeof inPieces>[0], said = SAY) => ({
  streamed: textStreamWith(inPieces(change), said),
})

const ends = ({ choice }: TextPiece): boolean =>
  typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== ''

/** What every chunk of a stream repeats. */
const constant = (field: string, level: 'should' | 'may', breaks: string): Rule<typeof steps> => ({
  level,
  breaks,
  sentence: `All chunks of a stream have one \`${field}\`.`,
  source: `${SOURCE}; observed in 39 of 39 streams`,
  traffic: eachStream(isTextStream, (one) => changing(one, field)),
  violating: [
    {
      streamed: textStreamWith(
        (all) =>
          all.map((chunk, at) => ({ ...chunk, [field]: field === 'created' ? 1_760_000_000 + at : `other-${at}` })),
        SAY,
      ),
    },
  ],
})

export default suite({
  id: 'completions/stream',
  about: 'a streamed text completion to its end',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: { streamed: textStream(SAY) },
  rules: {
    id: constant('id', 'should', 'traces and caches that group chunks by id take one answer for many'),
    created: constant(
      'created',
      'may',
      'logs keyed by id and time split one answer in two; Ollama stamps each chunk anew',
    ),
    model: constant('model', 'should', 'cost tables are keyed by it'),
    done: {
      level: 'should',
      sentence: 'A stream says `data: [DONE]` exactly once, as its last event.',
      source: `${SOURCE}; observed in 39 of 39 streams`,
      breaks: 'readers that wait for it hang until the connection closes; what comes after it is lost',
      parameter: 'completions.stream',
      traffic: eachStream(isWholeTextStream, (one) => notDoneOnce(one) ?? notDoneLast(one)),
      violating: [
        { streamed: sse(events, { done: false }) },
        { streamed: sse([...events.slice(0, -1), '[DONE]', ...events.slice(-1)], { done: false }) },
      ],
      inconclusive: [{ streamed: brokenOff(events.slice(0, 2).map((event) => `data: ${JSON.stringify(event)}\n\n`)) }],
    },
    'ends-with-a-reason': {
      level: 'should',
      sentence: 'Each choice of a stream ends with a finish_reason, and with one only.',
      source: `${SOURCE}; observed in 39 of 39 streams, in some of them on the last two chunks`,
      breaks: 'clients that wait for it take the stream for broken off',
      traffic: eachText(isWholeTextStream, (pieces, stream) => {
        const reasons = [...new Set(pieces.filter(ends).map(({ choice }) => choice['finish_reason']))]
        return reasons.length === 1
          ? undefined
          : (reasons.length === 0 ? missing : wrong)(
              stream,
              `${pieces.at(-1)?.path}.finish_reason`,
              reasons.length === 0 ? 'the text never ends' : 'it ends in several ways',
              'stop or length',
              reasons,
            )
      }),
      violating: [
        altered((choice) => ({ ...choice, finish_reason: null })),
        {
          streamed: textStreamWith(
            (all) => [...all, { ...all[0], choices: [{ text: '', index: 0, logprobs: null, finish_reason: 'stop' }] }],
            SAY,
          ),
        },
      ],
      // OpenAI repeats the reason where the cap was reached with a piece held back.
      conforming: [
        {},
        {
          streamed: textStreamWith(
            (all) => [
              ...all,
              { ...all[0], choices: [{ text: '', index: 0, logprobs: null, finish_reason: 'length' }] },
            ],
            SAY,
          ),
        },
      ],
    },
    'null-until-then': {
      level: 'should',
      sentence: 'finish_reason is present and null in every chunk of a choice before the one that ends it.',
      source: `${SOURCE}; observed in 39 of 39 streams`,
      breaks: 'clients that compare with null take an absent key or `""` for the end and stop after the first word',
      traffic: eachText(isTextStream, (pieces, stream) => {
        const end = pieces.findIndex(ends)
        const early = (end < 0 ? pieces : pieces.slice(0, end)).find(({ choice }) => choice['finish_reason'] !== null)
        return (
          early &&
          ('finish_reason' in early.choice ? wrong : missing)(
            stream,
            `${early.path}.finish_reason`,
            'not null before the end',
            null,
            early.choice['finish_reason'] ?? 'absent',
          )
        )
      }),
      violating: [
        altered((choice, at, last) => (at < last ? { ...choice, finish_reason: '' } : choice)),
        altered(({ finish_reason: finish, ...choice }, at, last) =>
          at < last ? choice : { ...choice, finish_reason: finish ?? null },
        ),
      ],
    },
    'no-text-after-it': {
      level: 'should',
      sentence: 'No text comes after the finish_reason of a choice.',
      source: SOURCE,
      breaks: 'clients close the text at finish_reason: what comes later is lost',
      traffic: eachText(isTextStream, (pieces, stream) => {
        const end = pieces.findIndex(ends)
        const late = end < 0 ? undefined : pieces.slice(end + 1).find(({ text }) => text !== '')
        return late && misplaced(stream, `${late.path}.text`, 'text comes after the end', '', late.text)
      }),
      violating: [
        { streamed: textStreamWith((all) => [...all.slice(-1), ...all.slice(0, -1)], SAY) },
        altered((choice) => ({ ...choice, finish_reason: 'length' })),
      ],
    },
    capped: {
      level: 'should',
      sentence: 'No streamed text completion has more than `max_tokens` tokens.',
      source: 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-max_tokens',
      breaks: 'editors that stream a line into the file get a page',
      parameter: 'completions.max_tokens',
      traffic: holdsCap('max_tokens', [isTextReply, isStreamed]),
      violating: [
        { streamed: textStream({ text: ' a b'.repeat(20), finish: 'stop' }) },
        { streamed: textStream({ ...SAY, tokens: CAP + 1 }, { usage: true }) },
      ],
      inconclusive: [{ streamed: textStream({ ...SAY, finish: 'stop' }) }],
    },
    'in-pieces': {
      level: 'should',
      sentence: 'The text comes in pieces, and not whole in one chunk.',
      source: `${SOURCE}: whether to stream back partial progress`,
      breaks: 'editors show nothing until the text is complete',
      parameter: 'completions.stream',
      *check({ streamed }) {
        const pieces = [...textPieces(streamed).values()].flat().filter(({ text }) => text !== '')
        const whole = pieces.map(({ text }) => text).join('')
        if (whole.length < LONG_ENOUGH) return { inconclusive: 'the model wrote too little to need pieces' }
        if (pieces.length === 1)
          yield ignored(
            streamed,
            `${pieces[0]?.path}.text`,
            'the whole text is in one chunk',
            'several pieces',
            whole.slice(0, 200),
          )
      },
      violating: [{ streamed: textStream({ text: ' one,two,three,four,five,six,seven,eight,nine,ten' }) }],
      inconclusive: [{ streamed: textStream({ text: ' 7', finish: 'stop' }) }],
      conforming: [{ streamed: textStream({ text: ' 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17' }) }],
    },
  },
})

/** Characters that no tokenizer has in one token. */
const LONG_ENOUGH = 12
