import { MULTIBYTE } from '../../fixtures/sent/prompts.ts'
import { comesInCharacters, NON_ASCII } from '../../src/checks/delta-text.ts'
import { finishReason, text, TEXT } from '../../src/checks/reply.ts'
import { isChatStream } from '../../src/checks/stream.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  streamWith,
  suite,
  missing,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat-streaming'
const SAY = { content: 'café 🚀 日本 naïve' }
const REPLACEMENT = '\uFFFD'

const wide = (value: string): string[] => value.match(new RegExp(NON_ASCII, 'gu')) ?? []

/** Fewer wide characters, and no others: a model that chose differently would have put some in their place. */
const isSubset = (got: string, want: string): boolean =>
  wide(got).length < wide(want).length &&
  wide(got).every((character) => character === REPLACEMENT || want.includes(character))

/** The text that somebody took for Latin-1 on its way. */
const misread = (value: string): string => Buffer.from(value, 'latin1').toString('utf8')

/** A stream whose text comes in these deltas. */
const inDeltas = (deltas: string[], finish = 'stop') => ({
  streamed: streamWith({ content: '', finish }, ([first = {}, last = {}]) => {
    const [choice] = first['choices'] as { [key: string]: Json }[]
    return [first, ...deltas.map((content): Json => ({ ...first, choices: [{ ...choice, delta: { content } }] })), last]
  }),
})

export default suite({
  id: 'streaming/utf8',
  about: 'a text with characters of two to four bytes, plain and streamed',
  model: 'chat',
  steps: {
    plain: chat({ messages: MULTIBYTE, max_tokens: 24 }),
    streamed: streamed({ messages: MULTIBYTE, max_tokens: 24 }),
  },
  conforming: { plain: answer(SAY), streamed: stream(SAY) },
  rules: {
    'whole-characters': {
      level: 'should',
      sentence:
        'Each content delta of a chat stream consists of whole characters, also where one takes several tokens.',
      source: SOURCE,
      breaks: 'readers see replacement characters for emoji and CJK text; Python raises on half a surrogate pair',
      traffic: comesInCharacters(isChatStream),
      violating: [
        inDeltas(['caf', '\uFFFD', '\uFFFD', ' ', '🚀']),
        inDeltas(['café ', '\uD83D', '\uDE80']),
        inDeltas(['caf\uFFFD', ' next'], 'length'),
      ],
      conforming: [{}, inDeltas(['café ', '🚀', ' 日', '\uFFFD'], 'length')],
      inconclusive: [{ streamed: stream({ content: 'cafe' }) }],
    },
    'nothing-lost': {
      level: 'should',
      sentence: 'The stream has the same characters of several bytes as the plain answer with the same words.',
      source: SOURCE,
      breaks: 'names and emoji vanish from streamed text',
      *check({ plain, streamed: one }) {
        const ascii = (value: string): string => value.replace(new RegExp(NON_ASCII, 'gu'), '').replace(/\s+/g, '')
        const [want, got] = [text(plain), text(one)]
        if (!NON_ASCII.test(want)) return inconclusive('the model wrote no character of more than one byte')
        // The limit may fall inside a character, which the two ways of answering need not treat alike.
        if (ascii(want) !== ascii(got) || finishReason(plain) !== 'stop')
          return inconclusive('the model said something else the second time')
        if (isSubset(got, want) || misread(got).trim() === want.trim())
          yield missing(one, TEXT, 'streamed, characters are other ones or gone', want, got)
      },
      violating: [
        { streamed: stream({ content: 'caf  日本 nave' }) },
        { streamed: stream({ content: Buffer.from(SAY.content).toString('latin1') }) },
      ],
      inconclusive: [{ plain: answer({ content: 'cafe' }) }, { streamed: stream({ content: 'café!' }) }],
    },
  },
})
