import { inPieces, textChunks, textStream } from '../../fixtures/replies/completion.ts'
import { isBegunTextStream } from '../../src/checks/completions.ts'
import { comesInCharacters, comesOnce } from '../../src/checks/delta-text.ts'
import { complete, refusable, sse, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream'
const WORDS = 'café 🚀 日本 naïve'
const SAID = ` ${WORDS} and so on`

/** A stream whose text comes in these pieces. */
const pieces = (...texts: string[]) => ({
  streamed: sse([
    ...texts.flatMap((text) =>
      inPieces((choice) => ({ ...choice, text, finish_reason: null }))([textChunks()[0] ?? {}]),
    ),
    ...textChunks({ text: '', finish: 'stop' }),
  ]),
})
const words = SAID.match(/\s*\S+/gu) ?? []

export default suite({
  id: 'completions/stream-text',
  about: 'a streamed text completion with characters of two to four bytes',
  model: 'chat',
  answered: 'should',
  steps: {
    // The same words again and again: a model goes on with them.
    streamed: refusable(complete({ prompt: `Repeat: ${WORDS}\n${WORDS}\n${WORDS}\n`, max_tokens: 24, stream: true })),
  },
  conforming: { streamed: textStream({ text: SAID }) },
  rules: {
    once: {
      level: 'should',
      sentence:
        'The text of a streamed completion comes once: neither each piece twice, nor all of it again at the end.',
      source: SOURCE,
      breaks: 'editors put the text into the file twice',
      traffic: comesOnce(isBegunTextStream),
      violating: [
        pieces(...words, SAID),
        pieces(...words, `${SAID}.`),
        pieces(...words.flatMap((word) => [word, word])),
      ],
      inconclusive: [pieces()],
    },
    'whole-characters': {
      level: 'should',
      sentence:
        'Each piece of a streamed completion consists of whole characters, also where one takes several tokens.',
      source: SOURCE,
      breaks: 'editors put replacement characters for letters beyond ASCII into the file',
      traffic: comesInCharacters(isBegunTextStream),
      violating: [pieces(' caf', '\uFFFD', '\uFFFD', ' 🚀'), pieces(' café', '\uD83D', '\uDE80')],
      inconclusive: [pieces(' cafe')],
    },
  },
})
