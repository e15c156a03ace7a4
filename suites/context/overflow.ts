import { NEEDLE, needleBefore } from '../../fixtures/sent/long-prompts.ts'
import { notRefused, refused } from '../../src/checks/accepted.ts'
import { beyondWindow, COUNTED, wordsSent } from '../../src/checks/context.ts'
import { errorMessage, errorOf } from '../../src/checks/errors.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { NO_COUNT, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import { isSilent } from '../../src/checks/undelivered.ts'
import {
  after,
  answer,
  brokenOff,
  chat,
  get,
  inconclusive,
  json,
  missing,
  nativeGet,
  raw,
  refusal,
  sse,
  streamed,
  stream,
  suite,
  ignored,
  wrong,
  wrongType,
} from '../../src/define/index.ts'

const TOKENS = 4
const short = { messages: needleBefore(20), max_tokens: TOKENS }

const tooLong = refusal(400, {
  message: "This model's maximum context length is 4096 tokens. However, your messages resulted in 4986 tokens.",
  param: 'messages',
  code: 'context_length_exceeded',
})
const taken = (promptTokens: number, content = NEEDLE): ReturnType<typeof answer> =>
  answer({ content, promptTokens, completionTokens: TOKENS })
const SOURCE = 'https://platform.openai.com/docs/guides/error-codes'

const longHistory = (words: number) => ({ ...short, messages: needleBefore(words) })

export default suite({
  id: 'context/overflow',
  about:
    'a history that is longer than the context window of the model, with a question at its head and again at its end',
  model: 'chat',
  steps: {
    control: chat(short),
    models: get('/models'),
    // After the control, which has the model loaded.
    loaded: nativeGet('/api/ps?after=control'),
    overflow: after(TOKENS, (earlier) => beyondWindow(earlier, (words) => chat(longHistory(words)))),
    // The same prompt, so that a server with a cache has read it already.
    overflowStream: after(TOKENS, (earlier) => beyondWindow(earlier, (words) => streamed(longHistory(words)))),
  },
  conforming: {
    control: taken(60),
    models: json({ object: 'list', data: [] }),
    loaded: json({ models: [{ name: 'model', model: 'model', context_length: 4096 }] }),
    overflow: tooLong,
    overflowStream: tooLong,
  },
  rules: {
    'not-truncated': {
      level: 'should',
      sentence: 'A prompt that does not fit the context window is refused, never shortened in silence.',
      source: `${SOURCE}; OpenAI answers 400 \`context_length_exceeded\``,
      breaks:
        'silent data loss: agents lose their instructions and earlier turns, retrieval answers from half its documents, and no client is told (Cline, RAGFlow, LangChain)',
      reads: ['control', 'overflow'],
      judgesBroken: true,
      *check({ control, overflow }) {
        const { status } = overflow
        if (status !== 200)
          return status !== null && status >= 400 && status < 500
            ? undefined
            : inconclusive(`neither answered nor refused: HTTP ${status}`)
        const [count, words] = [promptTokens(overflow), wordsSent(overflow)]
        if (count === undefined || promptTokens(control) === undefined) return inconclusive(NO_COUNT)
        if (count < COUNTED * words) {
          const lost =
            text(control).includes(NEEDLE) && !text(overflow).includes(NEEDLE)
              ? '; what stood at the head was not known any more'
              : ''
          yield ignored(
            overflow,
            PROMPT_TOKENS,
            `answered from a part of the prompt: ${count} tokens read of more than ${words} sent${lost}`,
            `HTTP 400 with code context_length_exceeded, or at least ${Math.floor(COUNTED * words)} tokens`,
            count,
          )
          return
        }
        if (!text(overflow).includes(NEEDLE))
          return inconclusive('the prompt was counted in full, but the answer does not show that its head was read')
      },
      conforming: [{}, { overflow: taken(6000) }, { overflow: refusal(413, { message: 'prompt too long' }) }],
      violating: [{ overflow: taken(16, 'The') }, { overflow: taken(8, 'The') }],
      inconclusive: [
        { overflow: answer({ usage: null }) },
        { overflow: refusal(500) },
        { overflow: taken(6000, 'The') },
      ],
    },
    'says-something': {
      level: 'should',
      sentence:
        'A chat prompt that does not fit the context window is not answered with a success that has neither a text nor an error.',
      source: `${SOURCE}; OpenAI answers 400 \`context_length_exceeded\``,
      breaks: 'agents and chat interfaces show an empty answer, and nobody learns that the history is too long',
      reads: ['control', 'overflow', 'overflowStream'],
      judgesBroken: true,
      *check({ control, overflow, overflowStream }) {
        if (isSilent(control)) return inconclusive('the model says nothing to a short prompt either')
        if ((promptTokens(overflow) ?? 0) >= COUNTED * wordsSent(overflow))
          return inconclusive('the prompt was counted in full, so that it fits')
        for (const one of [overflow, overflowStream])
          if (isSilent(one)) yield missing(one, TEXT, 'HTTP 200 with no text and no error', 'HTTP 400', 'nothing')
      },
      violating: [
        { overflow: answer({ content: '', promptTokens: 4096, completionTokens: 0 }) },
        { overflow: answer({ content: null, usage: null, finish: 'length' }) },
        { overflowStream: stream({ content: '' }) },
        { overflow: taken(2050, 'The'), overflowStream: stream({ content: '' }) },
      ],
      conforming: [{}, { overflow: taken(2050, 'The'), overflowStream: stream({ content: 'The' }) }],
      inconclusive: [{ control: taken(60, '') }, { overflow: taken(6000, '') }],
    },
    'refusal-code': {
      level: 'should',
      sentence: 'The refusal of a prompt that is too long is a 4xx with the code `context_length_exceeded`.',
      source: SOURCE,
      breaks:
        'agents that shorten their history on this code (OpenCode, LangChain, LiteLLM fall-backs) fail or retry the same prompt instead',
      reads: ['overflow'],
      judgesBroken: true,
      *check({ overflow }) {
        const { status } = overflow
        if (status === 200) return inconclusive('the prompt was not refused')
        const code = errorOf(overflow)['code'] ?? null
        const said = `HTTP ${status}: ${errorMessage(overflow) ?? overflow.text.slice(0, 160)}`
        if (status === null || status < 400 || status > 499) yield wrong(overflow, 'status', said, 'a 4xx', status)
        else if (code !== 'context_length_exceeded')
          yield wrong(
            overflow,
            '$.error.code',
            `${said}: a client cannot tell that the prompt is too long`,
            'context_length_exceeded',
            code,
          )
      },
      violating: [
        { overflow: refusal(500, { message: 'context size exceeded', type: 'api_error' }) },
        { overflow: refusal(400, { message: 'input too long' }) },
      ],
      inconclusive: [{ overflow: taken(2050, 'The') }],
    },
    'stream-refused-alike': {
      level: 'should',
      sentence:
        'A prompt that plain calls are refused for is refused before a stream begins, in plain JSON and with the same code.',
      source: `${SOURCE}; observed in 7 of 7 refused streams`,
      breaks:
        'agents stream: they shorten their history on the status and the code, and take a stream that opens with 200 for an answer',
      reads: ['overflow', 'overflowStream'],
      judgesBroken: true,
      *check({ overflow, overflowStream: one }) {
        if (!refused(overflow)) return inconclusive('the plain call was not refused')
        const [plain, code] = [overflow, one].map((each) => errorOf(each)['code'] ?? null)
        if (refused(one) && one.stream)
          yield wrongType(
            one,
            'headers.content-type',
            'the error is sent as a stream',
            'application/json',
            one.mediaType,
          )
        else if (!refused(one)) yield* notRefused(one)
        else if (code !== plain) yield wrong(one, '$.error.code', 'another code than in the plain call', plain, code)
      },
      violating: [
        { overflowStream: stream({ content: '' }) },
        {
          overflowStream: sse(
            [
              {
                error: {
                  message: 'prompt too long',
                  type: 'invalid_request_error',
                  param: null,
                  code: 'context_length_exceeded',
                },
              },
            ],
            { done: false },
          ),
        },
        {
          overflowStream: raw(['{"error":{"message":"prompt too long","code":"context_length_exceeded"}}'], {
            status: 400,
            headers: [['content-type', 'text/event-stream']],
          }),
        },
        { overflowStream: refusal(500) },
        { overflowStream: refusal(400) },
        { overflowStream: brokenOff([]) },
      ],
      inconclusive: [{ overflow: taken(2050, 'The'), overflowStream: stream({ content: 'The' }) }],
    },
  },
})
