import { answer, answerWith, chat, finding, inconclusive, stream, streamed, suite, type Json } from '../../src/define/index.ts'
import { wholeReplies, type ChatAnswer } from '../../src/checks/pool.ts'
import { isObject, usageCount } from '../../src/checks/reply.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'

/** An end mark, a blank and a piece of a character are tokens without text. */
const SPARE = 4
const MOST_FINDINGS = 3

/** Answers in another form than text: refusals, calls of the old kind, sound. */
const OTHERWISE = /"refusal":\s*"[^"]|"function_call":\s*\{|"audio":\s*\{/

/** Tokens of an answer that are not told to be reasoning; undefined where it counts none. */
function spokenTokens({ observation, reply }: ChatAnswer): number | undefined {
  const count = usageCount(observation, 'completion_tokens')
  const details = isObject(reply.usage) ? reply.usage['completion_tokens_details'] : undefined
  return count === undefined ? undefined : count - Number((isObject(details) ? details['reasoning_tokens'] : 0) ?? 0)
}

/** A stop string that comes first, a filter, and a call cut before it opens leave tokens without text by right. */
const mayBeEmpty = ({ observation: { request, text }, reply }: ChatAnswer): boolean =>
  [request['stop'] ?? []].flat().length > 0 || OTHERWISE.test(text) || (Array.isArray(request['tools']) && reply.choices.some(({ finish }) => finish === 'length')) || reply.choices.some(({ finish }) => finish === 'content_filter')

const says = ({ reply }: ChatAnswer): boolean =>
  reply.choices.some(({ content, toolCalls, reasoning }) => Boolean(content) || toolCalls.length > 0 || reasoning !== '')

const silent = { content: '', completionTokens: 16 }

export default suite({
  id: 'chat/content',
  about: 'a plain and a streamed chat answer, and what their tokens brought',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer(), stream: stream({}, { usage: true }) },
  rules: {
    'text-for-tokens': {
      // The text that got lost may be a call the model got wrong, so clients see it only with models that do.
      level: 'should',
      sentence: 'An answer that counts its tokens has text, calls, a refusal or reasoning to show for them.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices-message-content',
      breaks: 'agents give up on an empty answer ("Model returned empty response" in Cline): what a parser of thoughts or calls swallows is paid for and lost',
      reads: [],
      *check(_observed, pool) {
        const counted = wholeReplies(pool).filter((one) => one.reply.choices.length > 0 && !mayBeEmpty(one) && (spokenTokens(one) ?? 0) > SPARE)
        if (counted.length === 0) return inconclusive('no answer counted enough tokens to show something for')
        const empty = counted.filter((one) => !says(one))
        for (const { observation, reply } of empty.slice(0, MOST_FINDINGS)) {
          yield finding(observation, { kind: 'missing', path: '$.choices[0].message.content', message: `tokens are counted and nothing came of them`, answers: { with: empty.length, of: counted.length }, expected: 'text', actual: reply.choices[0]?.content ?? null })
        }
      },
      violating: [{ plain: answer(silent) }, { plain: answer({ ...silent, content: null, finish: 'length' }) }, { stream: stream(silent, { usage: true }) }],
      conforming: [
        { plain: answer({ content: 'Hello there, friend.', completionTokens: 9 }) },
        { plain: answerWith({ ...silent, finish: 'length', completionTokens: 16 }, (body) => ({ ...body, usage: { ...(body['usage'] as { [key: string]: Json }), completion_tokens_details: { reasoning_tokens: 16 } } })), stream: stream({ completionTokens: 9 }, { usage: true }) },
      ],
      inconclusive: [{ plain: answer({ content: '', completionTokens: 1 }), stream: stream({ content: '' }) }],
    },
  },
})
