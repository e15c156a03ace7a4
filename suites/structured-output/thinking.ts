import { thinkingAnswer, thinkingStream, THOUGHT } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { asFormat, COLOUR } from '../../fixtures/sent/schemas.ts'
import { NO_THOUGHT, thought } from '../../src/checks/reasoning.ts'
import { finishReason, text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { obeys, refusalText, SOURCE } from '../../src/checks/structured.ts'
import {
  answer,
  chat,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  missing,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

/** A greeting: what a model would say to it is no object. */
const ASKED = { ...THINKING, max_tokens: 64, response_format: asFormat(COLOUR) }
const right = '{"colour":"red","sure":true}'
const PROSE = 'Hello there.'
const told = [{ reasoning: THOUGHT }]

/** Thoughts or not, the content is the object. That the model thought is seen, or nothing is said about thinking. */
function* obeysWhile(thinks: boolean, one: Observation, what: string): Generator<Finding, Inconclusive | void> {
  const findings = [...obeys(one, COLOUR, what)]
  if (findings.length > 0) return yield* findings
  if (thought(one) !== thinks) return inconclusive(thinks ? NO_THOUGHT : 'the model thought all the same')
  return yield* obeys(one, COLOUR, what)
}

const silent = (one: Observation): boolean =>
  finishReason(one) === 'stop' && text(one).trim() === '' && toolCalls(one).length === 0 && refusalText(one) === ''

export default suite({
  id: 'structured-output/thinking',
  about: 'a JSON schema for a model that thinks first, plain, streamed, and with thinking turned off',
  model: 'thinking',
  answered: 'should',
  steps: {
    on: refusable(chat(ASKED)),
    stream: refusable(streamed({ ...ASKED, stream_options: { include_usage: true } })),
    off: refusable(chat({ ...ASKED, max_tokens: 40, reasoning_effort: 'none' })),
  },
  conforming: {
    on: thinkingAnswer({ content: right }),
    stream: thinkingStream(told, right),
    off: answer({ content: right }),
  },
  rules: {
    obeys: {
      level: 'should',
      sentence: 'After its thoughts, a model that thinks answers in JSON of the schema.',
      source: `${SOURCE}; observed in every answer of reasoning models`,
      breaks:
        "the SDK's `parse` and extractors throw: the format bound the thoughts, or nothing at all (gpt-oss on Ollama 0.11)",
      parameter: 'chat.response_format',
      reads: ['on'],
      *check({ on }) {
        return yield* obeysWhile(true, on, '`response_format` beside thinking')
      },
      violating: [
        { on: thinkingAnswer({ content: PROSE }) },
        { on: thinkingAnswer({ content: `\`\`\`json\n${right}\n\`\`\`` }) },
        { on: answer({ content: `<think>${THOUGHT}</think>${right}` }) },
      ],
      inconclusive: [
        { on: thinkingAnswer({ content: '', finish: 'length' }) },
        { on: answer({ content: right }) },
        { on: thinkingAnswer({ content: '' }) },
      ],
    },
    'stream-obeys': {
      level: 'should',
      sentence: 'The joined text of a stream is JSON of the schema, whatever was thought before.',
      source: SOURCE,
      breaks: 'apps that stream objects from thinking models get prose or markdown',
      parameter: 'chat.response_format',
      reads: ['stream'],
      *check({ stream: events }) {
        return yield* obeysWhile(true, events, '`response_format` in a stream beside thinking')
      },
      violating: [{ stream: thinkingStream(told, PROSE) }],
      inconclusive: [{ stream: thinkingStream(told, '') }, { stream: stream({ content: right }, { usage: true }) }],
    },
    'off-obeys': {
      level: 'should',
      sentence: 'With `reasoning_effort: "none"` the text is JSON of the schema as well.',
      source: SOURCE,
      breaks:
        'pipelines that turn thinking off to get their objects faster get prose (Ollama 0.12.4 to 0.31.1, by model)',
      parameter: 'chat.response_format',
      reads: ['off'],
      *check({ off }) {
        return yield* obeysWhile(false, off, '`response_format` with thinking off')
      },
      violating: [{ off: answer({ content: PROSE }) }, { off: thinkingAnswer({ content: PROSE }) }],
      inconclusive: [{ off: answer({ content: '{', finish: 'length' }) }, { off: thinkingAnswer({ content: right }) }],
    },
    'never-empty': {
      level: 'should',
      sentence: 'An answer to a schema that ended by itself has the object, or says why not in `refusal`.',
      source: `${SOURCE}#handling-edge-cases`,
      breaks:
        'the SDK parses an empty text and throws without a cause: a format that binds only what comes after the thoughts binds nothing where none comes',
      parameter: 'chat.response_format',
      *check(observed) {
        const all: Observation[] = Object.values(observed)
        const ended = all.filter((one) => finishReason(one) === 'stop')
        if (ended.length === 0) return inconclusive('no answer ended by itself')
        const empty = ended.filter(silent)
        for (const one of empty.filter((each) => !thought(each)))
          yield missing(one, TEXT, 'the answer ended with `stop`, and there is no object', 'JSON', text(one))
        // Small models end without closing their thoughts, and no format binds those.
        if (empty.some(thought)) return inconclusive('the model ended inside its thoughts')
      },
      violating: [
        { on: answer({ content: '' }) },
        { on: answer({ content: null }) },
        { stream: stream({ content: '' }, { usage: true }) },
        { off: answer({ content: '' }) },
      ],
      inconclusive: [
        { on: thinkingAnswer({ content: '' }) },
        { stream: thinkingStream(told, '') },
        {
          on: thinkingAnswer({ content: '', finish: 'length' }),
          stream: stream({ content: '', finish: 'length' }),
          off: answer({ content: '{', finish: 'length' }),
        },
      ],
    },
  },
})
