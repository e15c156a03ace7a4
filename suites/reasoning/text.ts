import { THOUGHT, thinkingAnswer } from '../../fixtures/replies/thinking.ts'
import { THINKING } from '../../fixtures/sent/calls.ts'
import { isPlain, isWholeReply } from '../../src/checks/pool.ts'
import { NO_THOUGHT, noMarkup, parts, READ_KEYS, reasoningKeys } from '../../src/checks/reasoning.ts'
import { finishReason, reasoning, text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, completionTokens, leastTokens, reasoningTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  answerWith,
  anyAnswer,
  chat,
  eachAnswer,
  inconclusive,
  measured,
  suite,
  missing,
  wrong,
  wrongType,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const GUIDE = 'https://platform.openai.com/docs/guides/reasoning'
const unthought = answer({ content: 'Hello there.' })

const thinkingAnswerUnderBoth = (other: string): ReturnType<typeof answerWith> =>
  answerWith({ completionTokens: 14 }, (body) => {
    const [choice] = body['choices'] as { message: { [key: string]: Json } }[]
    Object.assign(choice?.message ?? {}, { reasoning: THOUGHT, reasoning_content: other })
    return body
  })

/** What an answer has under that key, joined where it was streamed. */
const joined = (one: Observation, key: string): string =>
  parts(one)
    .map(({ [key]: part }) => (typeof part === 'string' ? part : ''))
    .join('')

/** A stop string was asked for, and the thoughts break off inside a sentence: nothing else ends them there with `stop`. */
const stopped = (one: Observation): boolean =>
  [one.request['stop'] ?? []].flat().length > 0 && /[\p{L}\p{N},\s]$/u.test(reasoning(one))

export default suite({
  id: 'reasoning/text',
  about: 'a greeting from a model that thinks first, once with a stop string that belongs into thoughts',
  model: 'thinking',
  steps: { plain: chat(THINKING), stopped: anyAnswer(chat({ ...THINKING, stop: ' user' })) },
  conforming: { plain: thinkingAnswer(), stopped: thinkingAnswer() },
  rules: {
    'known-key': {
      level: 'may',
      sentence: 'Thoughts that are shown are a text under `reasoning` or `reasoning_content`.',
      source:
        'https://openrouter.ai/docs/use-cases/reasoning-tokens; https://api-docs.deepseek.com/guides/reasoning_model; OpenAI shows none',
      breaks:
        'LangChain.js and Zed read `reasoning_content` alone, others `reasoning`: under another key the thoughts show nowhere',
      reads: ['plain'],
      *check({ plain }) {
        const keys = reasoningKeys(plain)
        if (keys.length === 0) return inconclusive(NO_THOUGHT)
        const known = keys.filter((key) => READ_KEYS.includes(key))
        if (known.length === 0)
          yield wrong(plain, `$.choices[0].message.${keys[0]}`, 'no client looks for thoughts here', READ_KEYS, keys[0])
        else if (reasoning(plain) === '')
          yield wrongType(
            plain,
            `$.choices[0].message.${known[0]}`,
            'the thoughts are no text',
            'a string',
            'something else',
          )
        return measured(`under ${keys.map((key) => `\`${key}\``).join(' and ')}`)
      },
      conforming: [{}, { plain: thinkingAnswer({}, THOUGHT, 'reasoning_content') }],
      violating: [{ plain: thinkingAnswer({}, THOUGHT, 'thinking') }, { plain: thinkingAnswer({}, { text: THOUGHT }) }],
      inconclusive: [{ plain: unthought }],
    },
    'no-markup': {
      level: 'should',
      sentence: 'An answer has no marks of the model’s thoughts, such as `<think>`, in its content.',
      source: GUIDE,
      breaks:
        'users read the thoughts as the answer, parsers of JSON answers fail, and titles and commit messages begin with <think> (older Ollama, vLLM without a parser)',
      traffic: noMarkup(isPlain),
      violating: [
        { plain: answer({ content: `<think>\n${THOUGHT}\n</think>\n\nHello there.` }) },
        { plain: answer({ content: `${THOUGHT}</think>Hello there.` }) },
        { plain: thinkingAnswer({ content: '</think>\nHello there.' }) },
        { plain: answer({ content: `<thought>${THOUGHT}</thought>Hello.` }) },
        { plain: answer({ content: `<|channel|>analysis ${THOUGHT}` }) },
      ],
      conforming: [
        {},
        // The text is about such marks.
        { plain: thinkingAnswer({ content: 'Models put their thoughts between <think> and </think>.' }) },
      ],
      inconclusive: [
        { plain: unthought, stopped: unthought },
        { plain: thinkingAnswer({ content: '', finish: 'length' }), stopped: unthought },
      ],
    },
    'keys-agree': {
      level: 'may',
      sentence: 'Thoughts come under one key, or as the same text under `reasoning` and `reasoning_content`.',
      source: 'https://openrouter.ai/docs/use-cases/reasoning-tokens; gateways rename one to the other',
      breaks: 'clients that read both keys show parts of the thoughts twice, those that read one lose some',
      traffic: eachAnswer(NO_THOUGHT, [isWholeReply, (one) => reasoningKeys(one).length > 0], (one) => {
        const [under = '', beside = ''] = READ_KEYS.map((key) => joined(one, key))
        return under === '' || beside === '' || under === beside
          ? undefined
          : wrong(one, '$.choices[0].message.reasoning_content', 'other thoughts than in `reasoning`', under, beside)
      }),
      conforming: [
        {},
        { plain: thinkingAnswer({}, THOUGHT, 'reasoning_content') },
        { plain: thinkingAnswerUnderBoth(THOUGHT) },
      ],
      violating: [{ plain: thinkingAnswerUnderBoth('I greet.') }],
      inconclusive: [{ plain: unthought, stopped: unthought }],
    },
    'answer-after-thought': {
      level: 'should',
      sentence: 'A stop string ends the answer of a model that thinks, and not the thoughts before it.',
      source: `${GUIDE}; https://github.com/vllm-project/vllm/issues/38499`,
      breaks: 'agents take the empty turn for the end of the task, and health checks take the model for broken',
      traffic: eachAnswer(NO_THOUGHT, [isWholeReply, (one) => reasoning(one).trim() !== ''], (one) => {
        if (finishReason(one) !== 'stop') return inconclusive('the answer did not end by itself')
        if (text(one) !== '' || toolCalls(one).length > 0) return undefined
        return stopped(one)
          ? missing(one, TEXT, 'a stop string ended the thoughts, and no answer came', 'a text', text(one))
          : inconclusive('the model ended inside its thoughts')
      }),
      violating: [
        { stopped: thinkingAnswer({ content: '' }, 'Okay, the') },
        { stopped: thinkingAnswer({ content: null }, 'Okay, the ') },
      ],
      inconclusive: [
        { plain: unthought, stopped: unthought },
        { plain: unthought, stopped: thinkingAnswer({ content: '', finish: 'length' }) },
        // Small models end without closing their thoughts.
        { plain: thinkingAnswer({ content: '' }), stopped: thinkingAnswer({ content: '' }) },
        { plain: thinkingAnswer({ content: '' }, 'The user'), stopped: unthought },
      ],
    },
    'tokens-counted': {
      level: 'should',
      sentence: '`completion_tokens` counts the thoughts as well as the answer.',
      source: `${GUIDE}#managing-the-context-window`,
      breaks: 'budgets and cost meters miss the larger part of what was generated',
      reads: ['plain'],
      *check({ plain }) {
        const [count, least] = [completionTokens(plain), leastTokens(reasoning(plain)) + leastTokens(text(plain))]
        if (count === undefined) return inconclusive('the answer has no usage')
        if (reasoning(plain).trim() === '') return inconclusive(NO_THOUGHT)
        if (count < least || count <= 1)
          yield wrong(
            plain,
            COMPLETION_TOKENS,
            'fewer tokens than thoughts and answer can have',
            `at least ${least}`,
            count,
          )
      },
      violating: [
        { plain: thinkingAnswer({ completionTokens: 2 }) },
        { plain: thinkingAnswer({ completionTokens: 0 }) },
      ],
      inconclusive: [{ plain: unthought }, { plain: answer({ usage: null }) }],
    },
    'tokens-told': {
      level: 'may',
      sentence:
        '`completion_tokens_details.reasoning_tokens`, where it is told, is the number of tokens the thoughts took.',
      source: `${GUIDE}#how-reasoning-works`,
      breaks: 'cost reports show reasoning as free (openai-agents, LiteLLM)',
      reads: ['plain'],
      *check({ plain }) {
        if (reasoning(plain).trim() === '') return inconclusive(NO_THOUGHT)
        const [count, all] = [reasoningTokens(plain), completionTokens(plain) ?? Infinity]
        const path = '$.usage.completion_tokens_details.reasoning_tokens'
        if (count === undefined) return inconclusive('the answer does not tell')
        if (count <= 0 || count > all)
          yield wrong(plain, path, 'not the number of tokens of the thoughts', `1 to ${all}`, count)
      },
      violating: [
        { plain: thinkingAnswer({}, THOUGHT, 'reasoning', 0) },
        { plain: thinkingAnswer({}, THOUGHT, 'reasoning', 99) },
        {
          plain: thinkingAnswer(
            { usage: { prompt_tokens: 11, completion_tokens: 14, total_tokens: 25 } },
            THOUGHT,
            'reasoning',
            0,
          ),
        },
      ],
      inconclusive: [
        { plain: unthought },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            usage: { prompt_tokens: 11, completion_tokens: 14, total_tokens: 25 },
            choices: [
              {
                index: 0,
                message: { role: 'assistant', content: 'Hello.', reasoning: THOUGHT },
                finish_reason: 'stop',
              },
            ],
          })),
        },
      ],
    },
  },
})
