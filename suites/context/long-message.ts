import { longMessage, NEEDLE, needleBefore } from '../../fixtures/sent/long-prompts.ts'
import { beyondWindow, COUNTED, wordsSent } from '../../src/checks/context.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { NO_COUNT, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import { isSilent } from '../../src/checks/undelivered.ts'
import {
  after,
  answer,
  chat,
  get,
  ignored,
  inconclusive,
  json,
  missing,
  nativeGet,
  refusal,
  suite,
} from '../../src/define/index.ts'

const TOKENS = 4
const asking = (words: number) => chat({ messages: longMessage(words), max_tokens: TOKENS })
const SOURCE = 'https://platform.openai.com/docs/guides/error-codes; OpenAI answers 400 `context_length_exceeded`'
const taken = (promptTokens: number, content = NEEDLE) => answer({ content, promptTokens, completionTokens: TOKENS })

export default suite({
  id: 'context/long-message',
  about: 'a single message that is longer than the context window of the model',
  model: 'chat',
  steps: {
    // The control of `context/overflow`.
    control: chat({ messages: needleBefore(20), max_tokens: TOKENS }),
    models: get('/models'),
    // After the control, which has the model loaded.
    loaded: nativeGet('/api/ps?after=control'),
    long: after(TOKENS, (earlier) => beyondWindow(earlier, asking)),
  },
  conforming: {
    control: taken(60),
    models: json({ object: 'list', data: [] }),
    loaded: json({ models: [{ name: 'model', model: 'model', context_length: 4096 }] }),
    long: refusal(400, {
      message: "This model's maximum context length is 4096 tokens.",
      code: 'context_length_exceeded',
    }),
  },
  rules: {
    'not-truncated': {
      level: 'should',
      sentence: 'A single message that does not fit the context window is refused, never shortened in silence.',
      source: SOURCE,
      breaks: 'summaries of a long document, and agents that read a large file, see a part of it, without an error',
      reads: ['control', 'long'],
      judgesBroken: true,
      *check({ control, long }) {
        const { status } = long
        if (status !== 200)
          return status !== null && status >= 400 && status < 500
            ? undefined
            : inconclusive(`neither answered nor refused: HTTP ${status}`)
        const [count, words] = [promptTokens(long), wordsSent(long)]
        if (count === undefined || promptTokens(control) === undefined) return inconclusive(NO_COUNT)
        const least = Math.floor(COUNTED * words)
        if (count < least)
          yield ignored(
            long,
            PROMPT_TOKENS,
            `answered from a part of the message: ${count} tokens read of more than ${words} sent`,
            `HTTP 400 with code context_length_exceeded, or at least ${least} tokens`,
            count,
          )
      },
      conforming: [{}, { long: taken(6000, 'The') }, { long: refusal(413, { message: 'prompt too long' }) }],
      violating: [{ long: taken(16, 'The') }, { long: taken(8, '') }],
      inconclusive: [{ long: answer({ usage: null }) }, { long: refusal(500) }],
    },
    'says-something': {
      level: 'should',
      sentence:
        'A single message that does not fit the context window is not answered with a success that has neither a text nor an error.',
      source: SOURCE,
      breaks: 'apps that summarize show an empty page, and nobody learns that the document is too long',
      reads: ['control', 'long'],
      judgesBroken: true,
      *check({ control, long }) {
        if (text(control) === '') return inconclusive('the model says nothing to a short message either')
        if ((promptTokens(long) ?? 0) >= COUNTED * wordsSent(long))
          return inconclusive('the message was counted in full, so that it fits')
        if (isSilent(long)) yield missing(long, TEXT, 'HTTP 200 with no text and no error', 'HTTP 400', 'nothing')
      },
      conforming: [{}, { long: taken(16, 'The') }],
      violating: [
        { long: answer({ content: '', promptTokens: 16, completionTokens: 0 }) },
        { long: answer({ content: null, usage: null }) },
      ],
      inconclusive: [{ control: taken(60, '') }, { long: taken(6000, '') }],
    },
  },
})
