import { repeatAfterMe } from '../../fixtures/sent/prompts.ts'
import { numberedChunks, text, TEXT } from '../../src/checks/reply.ts'
import {
  answer,
  atOnce,
  chat,
  inconclusive,
  refusable,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object'

/** What each of the requests has to repeat. No word is in two of them, nor in the turns before. */
const WORDS = [
  'apple river candle',
  'tiger window silver',
  'garden bottle ocean',
  'marble yellow engine',
  'pencil monkey bridge',
  'guitar summer butter',
]
const PLAIN = 3

const ask = (words: string, at: number): Step => {
  const body = { messages: repeatAfterMe(words), max_tokens: 12 }
  return refusable(at < PLAIN ? chat(body) : streamed(body))
}

const say = (words: string, at: number, id = `chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz0${at}`) =>
  at < PLAIN ? answer({ content: words, id }) : stream({ content: words, id })
const saying = (change: (words: string, at: number) => string) => ({
  calls: WORDS.map((words, at) => say(change(words, at), at)),
})
const swapped = (a: number, b: number) => saying((words, at) => WORDS[at === a ? b : at === b ? a : at] ?? words)

/** How many of the words that request has to repeat are in the text. */
const found = (said: string, words: string): number =>
  words.split(' ').filter((word) => said.toLowerCase().includes(word)).length

/** The ids of an answer; Azure's reports on the prompt have an empty one. */
function idsOf(one: Observation): string[] {
  const ids = one.stream ? numberedChunks(one).map(({ chunk }) => chunk['id']) : [one.reply?.id]
  return ids.filter((id): id is string => typeof id === 'string' && id !== '')
}

export default suite({
  id: 'transport/concurrency',
  about: 'six calls at once, three of them streams, each with words of its own to repeat',
  model: 'chat',
  steps: { calls: atOnce(WORDS.map(ask)) },
  conforming: saying((words) => words),
  rules: {
    'no-cross-talk': {
      level: 'should',
      sentence: 'Each of several calls at once gets its own answer, and nothing of the others.',
      source: SOURCE,
      breaks: 'everybody: one user reads what another one asked (slots or buffers that are shared between requests)',
      *check({ calls }) {
        for (const [at, one] of calls.entries()) {
          // Two words of another request are no chance.
          const foreign = WORDS.find((words, other) => other !== at && found(text(one), words) >= 2)
          if (foreign !== undefined) yield wrong(one, TEXT, 'words that only another request had', WORDS[at], text(one))
        }
        if (calls.some((one, at) => found(text(one), WORDS[at] ?? '') === 0))
          return inconclusive('the model did not repeat its words')
      },
      violating: [
        swapped(0, 1),
        swapped(1, 4),
        saying((words, at) => (at === 5 ? `${words} ${WORDS[2]}` : words)),
        saying(() => WORDS[0] ?? ''),
      ],
      inconclusive: [saying(() => 'I like words.'), saying((words, at) => (at === 2 ? '' : words))],
    },
    'own-ids': {
      level: 'should',
      sentence: 'Answers to calls at once have an id each, and a stream keeps its own.',
      source: SOURCE,
      breaks: 'clients that put chunks and logs together by id mix up conversations',
      *check({ calls }) {
        const first = calls.map((one) => idsOf(one)[0])
        // Few digits drawn at random come twice now and then: that is the finding of `chat/id`, which sees more answers.
        if (
          new Set(first).size < first.length &&
          first.every((id) => /^\D*\d{1,3}$/.test(id ?? '') && first.some((other) => other !== id))
        )
          return inconclusive('the ids are too short to tell chance from confusion')
        for (const [at, one] of calls.entries()) {
          const twin = first.findIndex((id, other) => other !== at && id !== undefined && idsOf(one).includes(id))
          if (twin >= 0) yield wrong(one, '$.id', `call ${twin} has the same id`, 'an id of its own', first[twin])
        }
      },
      violating: [
        { calls: WORDS.map((words, at) => say(words, at, 'chatcmpl-1')) },
        { calls: WORDS.map((words, at) => say(words, at, `chatcmpl-AbCd1234EfGh${at === 4 ? 0 : at}`)) },
      ],
      inconclusive: [{ calls: WORDS.map((words, at) => say(words, at, `chatcmpl-${at === 4 ? 100 : 100 + at}`)) }],
    },
  },
})
