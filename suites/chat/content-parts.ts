import { counted } from '../../fixtures/replies/chat.ts'
import { GREETING, textParts, user } from '../../fixtures/sent/prompts.ts'
import { answeredChat, neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { FINISH, finishReason } from '../../src/checks/reply.ts'
import { countsGrow, FLAT_COUNTS, leastTokens, NO_COUNT, promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import {
  answer,
  anyAnswer,
  chat,
  countsOnly,
  inconclusive,
  refusal,
  suite,
  ignored,
  wrong,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages'
/** A server may part the texts with a blank or a line break; a message of its own costs more. */
const TOKENS_PER_SEAM = 2
/** Pieces that give the same tokens alone as together. */
const PIECES = ['Say', ' hello', ' to', ' the', ' old', ' red', ' fox', ' today.']
const TEXT = PIECES.join('')
const FINISHES = new Set(['stop', 'length', 'tool_calls', 'content_filter'])

export default suite({
  id: 'chat/content-parts',
  about: 'user content as an array of text parts, next to the same text as a string, and as an empty array',
  model: 'chat',
  steps: {
    greeting: chat({ messages: GREETING, max_tokens: 1 }),
    single: countsOnly(chat({ messages: [user(textParts('Say hello.'))], max_tokens: 1 })),
    whole: countsOnly(chat({ messages: [user(TEXT)], max_tokens: 1 })),
    split: countsOnly(chat({ messages: [user(textParts(...PIECES))], max_tokens: 1 })),
    empty: anyAnswer(chat({ messages: [user([])], max_tokens: 1 })),
  },
  conforming: { greeting: counted(10), single: counted(10), whole: counted(16), split: counted(16), empty: counted(8) },
  rules: {
    'one-part': {
      level: 'should',
      sentence: 'One text part is the same message as the plain string.',
      source: SOURCE,
      breaks: 'LangChain and the AI SDK send arrays: text that is dropped or shown as JSON changes every prompt',
      reads: ['greeting', 'single', 'whole'],
      *check({ greeting, single, whole }) {
        const [expected, actual] = [promptTokens(greeting), promptTokens(single)]
        if (expected === undefined || actual === undefined) return inconclusive(NO_COUNT)
        if (Math.abs(actual - expected) > TOKENS_PER_SEAM) {
          yield wrong(
            single,
            PROMPT_TOKENS,
            actual < expected
              ? 'text of the part did not reach the model'
              : 'the part reaches the model as more than its text',
            expected,
            actual,
          )
        } else if (!countsGrow(greeting, whole)) return inconclusive(FLAT_COUNTS)
      },
      violating: [{ single: counted(6) }, { single: counted(24) }],
      inconclusive: [{ single: answer({ usage: null }) }, { whole: counted(10), split: counted(10) }],
    },
    'none-lost': {
      level: 'should',
      sentence: 'The text of every part reaches the model.',
      source: SOURCE,
      breaks: 'coding agents put context into one part and the question into another: the model sees only one of them',
      reads: ['greeting', 'whole', 'split'],
      *check({ greeting, whole, split }) {
        const [expected, actual] = [promptTokens(whole), promptTokens(split)]
        if (expected === undefined || actual === undefined) return inconclusive(NO_COUNT)
        if (expected - actual >= leastTokens(TEXT))
          yield ignored(split, PROMPT_TOKENS, 'some parts are not in the prompt', expected, actual)
        else if (!countsGrow(greeting, whole)) return inconclusive(FLAT_COUNTS)
      },
      violating: [{ split: counted(9) }, { split: counted(7) }],
      conforming: [{}, { split: counted(23) }],
      inconclusive: [{ whole: counted(10), split: counted(10) }],
    },
    'one-message': {
      level: 'should',
      sentence: 'Several text parts stay one message.',
      source: SOURCE,
      breaks: 'the model sees several user turns, or template text between the pieces of a sentence',
      reads: ['greeting', 'whole', 'split'],
      *check({ greeting, whole, split }) {
        const [expected, actual] = [promptTokens(whole), promptTokens(split)]
        if (expected === undefined || actual === undefined) return inconclusive(NO_COUNT)
        if (actual > expected + TOKENS_PER_SEAM * (PIECES.length - 1)) {
          yield wrong(
            split,
            PROMPT_TOKENS,
            `${PIECES.length} parts cost ${actual - expected} tokens more than their text: each looks like a message of its own`,
            expected,
            actual,
          )
        } else if (!countsGrow(greeting, whole)) return inconclusive(FLAT_COUNTS)
      },
      violating: [{ split: counted(16 + 7 * 5) }, { split: counted(16 + 7 * 3) }],
      conforming: [{}, { split: counted(16 + 7) }],
      inconclusive: [{ whole: counted(10), split: counted(10) }],
    },
    'empty-list': {
      level: 'may',
      sentence: 'A message whose `content` is an empty array is answered as any other, or refused in a proper 4xx.',
      source: `${SOURCE}; observed answered with 200 (openai/openai-python#1812); the document demands one part at least`,
      breaks: 'a template bug of the app shows as an empty answer, with a `finish_reason` that no SDK knows',
      reads: ['empty'],
      judgesBroken: true,
      *check({ empty }) {
        if (!answeredChat(empty)) return yield* neitherAnsweredNorRefused(empty)
        const reason = finishReason(empty)
        if (!FINISHES.has(String(reason)))
          yield wrong(empty, FINISH, 'the model was not asked, and the answer is empty', [...FINISHES], reason ?? null)
      },
      conforming: [{}, { empty: refusal(400, { code: 'empty_array' }) }],
      violating: [
        { empty: answer({ content: '', finish: 'load', promptTokens: 0, completionTokens: 0 }) },
        { empty: answer({ content: '', finish: null }) },
        { empty: refusal(500) },
      ],
    },
  },
})
