import { textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { text } from '../../src/checks/reply.ts'
import { endsWithoutStop, hasNoStop } from '../../src/checks/stop-left.ts'
import { endsBefore, finishesWithStop, phraseIn, stopsOf } from '../../src/checks/stop.ts'
import {
  after,
  complete,
  inconclusive,
  refusable,
  suite,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stop'
const CAP = 16
/** Longer than a token of such a text. */
const LENGTH = 4
/** Nothing a model says of its own accord. */
const NEVER = ['%%never-said%%', '%%nor-this%%']

/** The request again, with `stop` made from a phrase of what the model wrote without it. */
const stopping = (stop: (phrase: string) => Json, more: { [key: string]: Json } = {}) =>
  after(CAP, ({ control }): Step | Inconclusive => {
    const phrase = control && phraseIn(text(control), LENGTH)
    return phrase === undefined
      ? inconclusive('the model wrote too little to take a phrase from')
      : refusable(complete({ prompt: COUNT_ON, max_tokens: CAP, stop: stop(phrase), ...more }))
  })

const CONTROL = ' 7, 8, 9, 10, 11,'
const CUT = { text: ' 7, 8,', finish: 'stop' }
/** A cap is raised for a model that thinks here: its thoughts are not shown, and the string may stand in them. */
function* endsThere(control: Observation, stopped: Observation): Generator<Finding, Inconclusive | void> {
  if (text(stopped) === '' && Number(stopped.request['max_tokens']) > CAP)
    return inconclusive('the string may have ended thoughts that are not shown')
  return yield* endsBefore(control, stopped, stopsOf(stopped))
}

export default suite({
  id: 'completions/stop',
  about: 'a `stop` phrase taken from what the model writes without it: alone, in a list, and streamed',
  model: 'chat',
  answered: 'should',
  steps: {
    control: refusable(complete({ prompt: COUNT_ON, max_tokens: CAP })),
    string: stopping((phrase) => phrase),
    list: stopping((phrase) => [...NEVER, phrase]),
    streamed: stopping((phrase) => phrase, { stream: true }),
  },
  conforming: {
    control: textAnswer({ text: CONTROL }),
    string: textAnswer(CUT),
    list: textAnswer(CUT),
    streamed: textStream(CUT),
  },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'The text ends right before the stop string.',
      source: SOURCE,
      breaks: 'editors that complete one line put more of it into the file; few-shot prompts run into the next example',
      parameter: 'completions.stop',
      reads: ['control', 'string'],
      check: ({ control, string }) => endsThere(control, string),
      violating: [
        { string: textAnswer({ text: CONTROL }) },
        { string: textAnswer({ text: ' 7, 8, 9, 10', finish: 'stop' }) },
        { string: textAnswer({ text: ' 7,', finish: 'stop' }) },
      ],
      inconclusive: [{ control: textAnswer({ text: '7.' }) }, { string: textAnswer({ text: ' seven, eight' }) }],
    },
    'ends-before-one-of-a-list': {
      level: 'should',
      sentence: 'Of a list of stop strings, the one that comes ends the text.',
      source: SOURCE,
      breaks: 'LlamaIndex and editors send lists: with the first string alone, or none, the text runs on',
      parameter: 'completions.stop',
      reads: ['control', 'list'],
      check: ({ control, list }) => endsThere(control, list),
      violating: [
        { list: textAnswer({ text: CONTROL }) },
        { list: textAnswer({ text: ' 7, 8, 9, 10', finish: 'stop' }) },
      ],
      inconclusive: [{ control: textAnswer({ text: '7.' }) }],
    },
    'ends-the-stream': {
      level: 'should',
      sentence: 'Streamed, the text ends right before the stop string too, and no part of it is sent.',
      source: SOURCE,
      breaks: 'editors show the marker before it can be taken back',
      parameter: 'completions.stop',
      reads: ['control', 'streamed'],
      check: ({ control, streamed }) => endsThere(control, streamed),
      violating: [
        { streamed: textStream({ text: CONTROL }) },
        { streamed: textStream({ text: ' 7, 8, 9', finish: 'stop' }) },
      ],
      inconclusive: [{ control: textAnswer({ text: '7.' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'A text that a stop string ended has finish_reason `stop`.',
      source:
        'https://platform.openai.com/docs/api-reference/completions/object#completions/object-choices; observed in 109 choices that did not end at their cap',
      breaks: 'clients that take `length` for a truncated text and ask again',
      parameter: 'completions.stop',
      reads: ['control', 'string'],
      check: ({ control, string }) => finishesWithStop(control, string, stopsOf(string)),
      violating: [
        { string: textAnswer({ ...CUT, finish: 'length' }) },
        { string: textAnswer({ ...CUT, finish: null }) },
      ],
      inconclusive: [{ string: textAnswer({ text: CONTROL }) }],
    },
    'not-in-text': {
      level: 'should',
      sentence: 'No text completion has a stop string of its request in it.',
      source: SOURCE,
      breaks: 'few-shot prompts and editors take what follows the string for part of the answer',
      parameter: 'completions.stop',
      traffic: hasNoStop(isTextReply),
      violating: [{ string: textAnswer({ text: CONTROL }) }, { streamed: textStream({ text: CONTROL }) }],
      inconclusive: [
        { control: textAnswer({ text: '7.' }) },
        { string: textAnswer({ text: '' }), list: textAnswer({ text: '' }), streamed: textStream({ text: '' }) },
      ],
    },
    'no-part-left': {
      level: 'should',
      sentence: 'A text completion that was stopped does not end with the beginning of a stop string.',
      source: SOURCE,
      breaks: 'editors put half a marker into the file',
      parameter: 'completions.stop',
      traffic: endsWithoutStop(isTextReply),
      violating: [
        { list: textAnswer({ text: ' 7, 8,%%never-sa', finish: 'stop' }) },
        { list: textAnswer({ text: ' 7, 8,%%nor-th', finish: 'stop' }) },
      ],
      inconclusive: [{ control: textAnswer({ text: '7.' }) }],
    },
  },
})
