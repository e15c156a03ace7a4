import {
  messageItem,
  responseOf,
  streamedResponse,
  streamEvents,
  eventStream,
} from '../../fixtures/replies/response.ts'
import { MULTIBYTE } from '../../fixtures/sent/prompts.ts'
import { comesInCharacters, comesOnce } from '../../src/checks/delta-text.ts'
import { isResponseStream } from '../../src/checks/response-stream.ts'
import { refusable, respond, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming/response/output_text/delta'
const SAID = 'café 🚀 日本 naïve, and so on'

const said = (text: string) => responseOf([messageItem(text)])
const inDeltas = (...deltas: string[]) => ({ streamed: eventStream(streamEvents(said(deltas.join('')), () => deltas)) })
const words = SAID.match(/\s*\S+/gu) ?? []

export default suite({
  id: 'responses/stream-text',
  about: 'a streamed response with characters of two to four bytes',
  model: 'chat',
  answered: 'should',
  steps: { streamed: refusable(respond({ input: MULTIBYTE, max_output_tokens: 24, stream: true })) },
  conforming: { streamed: streamedResponse(said(SAID)) },
  rules: {
    once: {
      level: 'should',
      sentence: 'The text of a streamed response comes once: neither each delta twice, nor all of it again at the end.',
      source: SOURCE,
      breaks: 'every client shows the text twice, or each word of it',
      traffic: comesOnce(isResponseStream),
      violating: [inDeltas(...words, SAID), inDeltas(...words.flatMap((word) => [word, word]))],
      inconclusive: [inDeltas()],
    },
    'whole-characters': {
      level: 'should',
      sentence: 'Each text delta of a response consists of whole characters, also where one takes several tokens.',
      source: SOURCE,
      breaks: 'readers see replacement characters for emoji and CJK text; Python raises on half a surrogate pair',
      traffic: comesInCharacters(isResponseStream),
      violating: [inDeltas('caf', '\uFFFD', '\uFFFD', ' 🚀'), inDeltas('café ', '\uD83D', '\uDE80')],
      inconclusive: [inDeltas('cafe')],
    },
  },
})
