import { thinkingAnswer, thinkingStream } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { isStreamed } from '../../src/checks/pool.ts'
import { NO_THOUGHT, noMarkup, reasoningKeys, thinkingOrder } from '../../src/checks/reasoning.ts'
import { reasoning, text } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, completionTokens, leastTokens } from '../../src/checks/tokens.ts'
import {
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  answer,
  extra,
  misplaced,
  missing,
  wrong,
} from '../../src/define/index.ts'

const OPENROUTER = 'https://openrouter.ai/docs/use-cases/reasoning-tokens'
const told = ['The user ', 'wants a greeting.'].map((reasoning) => ({ reasoning }))

export default suite({
  id: 'reasoning/stream',
  about: 'a greeting from a model that thinks first, plain and streamed',
  model: 'thinking',
  steps: { plain: chat(THINKING), stream: streamed({ ...THINKING, stream_options: { include_usage: true } }) },
  conforming: { plain: thinkingAnswer(), stream: thinkingStream(told) },
  rules: {
    'thoughts-first': {
      level: 'should',
      sentence: 'In a stream all thoughts come before the first text of the answer.',
      source: OPENROUTER,
      breaks:
        'the AI SDK and chat windows close the block of thoughts at the first text: what comes late is lost or shown inside the answer',
      reads: ['stream'],
      *check({ stream: got }) {
        const order = thinkingOrder(got)
        const firstText = order.find(({ says }) => says)
        if (!order.some(({ thinks }) => thinks)) return inconclusive(NO_THOUGHT)
        if (!firstText) return inconclusive('the model did not come to its answer')
        const late = order.find(({ at, thinks }) => thinks && at > firstText.at)
        if (late)
          yield misplaced(
            got,
            `events[${late.at}]`,
            'a thought after the first text of the answer',
            `before events[${firstText.at}]`,
            `events[${late.at}]`,
          )
      },
      violating: [
        { stream: thinkingStream([...told, { content: 'Hello ' }, { reasoning: 'I greet.' }]) },
        { stream: thinkingStream([{ content: 'Well: ' }, ...told]) },
      ],
      inconclusive: [{ stream: stream({}, { usage: true }) }, { stream: thinkingStream(told, '') }],
    },
    'one-at-a-time': {
      level: 'should',
      sentence: 'A chunk has thoughts or text, not both.',
      source: OPENROUTER,
      breaks: 'clients that look at one key a chunk lose the other (AI SDK; Ollama up to 0.15)',
      reads: ['stream'],
      *check({ stream: got }) {
        const order = thinkingOrder(got)
        if (!order.some(({ thinks }) => thinks)) return inconclusive(NO_THOUGHT)
        const both = order.find(({ thinks, says }) => thinks && says)
        if (both)
          yield extra(
            got,
            `events[${both.at}].choices[0].delta`,
            'thoughts and text in one chunk',
            'one of them',
            'both',
          )
      },
      violating: [{ stream: thinkingStream([...told, { reasoning: 'I greet.', content: 'Hello ' }]) }],
      inconclusive: [{ stream: stream({}, { usage: true }) }],
    },
    'no-markup': {
      level: 'should',
      sentence: 'The text of a stream has no marks of the model’s thoughts, such as `<think>`.',
      source: 'https://platform.openai.com/docs/guides/reasoning',
      breaks: 'users read the thoughts as the answer',
      traffic: noMarkup(isStreamed),
      violating: [
        { stream: stream({ content: '<think> I greet. </think> Hello.' }, { usage: true }) },
        { stream: thinkingStream([...told, { content: '</think>' }]) },
      ],
      inconclusive: [{ stream: stream({}, { usage: true }) }],
    },
    'same-key': {
      level: 'should',
      sentence: 'A stream shows thoughts as the plain answer does, under the same key.',
      source: OPENROUTER,
      breaks: 'a client that reads one key sees the thoughts in one mode only',
      *check({ plain, stream: got }) {
        const [key] = reasoningKeys(plain)
        const keys = reasoningKeys(got)
        if (key === undefined) return inconclusive(NO_THOUGHT)
        if (keys.includes(key)) return
        if (keys.length === 0 && text(got) === '') return inconclusive('the stream brought neither thoughts nor text')
        yield missing(
          got,
          `events[].choices[0].delta.${key}`,
          `the plain answer has thoughts of ${reasoning(plain).length} characters under \`${key}\``,
          key,
          keys,
        )
      },
      violating: [
        { stream: stream({}, { usage: true }) },
        { stream: thinkingStream([{ reasoning_content: 'I greet.' }]) },
      ],
      inconclusive: [{ plain: answer() }],
    },
    'tokens-counted': {
      level: 'should',
      sentence: '`completion_tokens` of a stream counts the thoughts as well as the answer.',
      source: 'https://platform.openai.com/docs/guides/reasoning#managing-the-context-window',
      breaks: 'budgets and cost meters of apps that stream miss the larger part of what was generated',
      reads: ['stream'],
      *check({ stream: got }) {
        const [count, least] = [completionTokens(got), leastTokens(reasoning(got)) + leastTokens(text(got))]
        if (count === undefined) return inconclusive('the stream has no usage')
        if (reasoning(got).trim() === '') return inconclusive(NO_THOUGHT)
        if (count < least || count <= 1)
          yield wrong(
            got,
            COMPLETION_TOKENS,
            'fewer tokens than thoughts and answer can have',
            `at least ${least}`,
            count,
          )
      },
      violating: [{ stream: thinkingStream(told, 'Hello there.', { completionTokens: 1 }) }],
      inconclusive: [{ stream: stream({}, { usage: true }) }],
    },
  },
})
