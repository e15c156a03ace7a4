import { GREETING } from '../../fixtures/sent/prompts.ts'
import { endsItsTurn, hasNoMark } from '../../src/checks/left-marks.ts'
import { isChatReply, isWholeReply, choicesOf, hasChoices } from '../../src/checks/pool.ts'
import { TEXT } from '../../src/checks/reply.ts'
import { hasSpoken, UNDELIVERED } from '../../src/checks/undelivered.ts'
import {
  answer,
  answerWith,
  chat,
  stream,
  streamed,
  suite,
  eachAnswer,
  missing,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

/** Answers in another form than text: refusals, also where a recorder masked their text, calls of the old kind, sound. */
const OTHERWISE = /"refusal":\s*"|"function_call":\s*\{|"audio":\s*\{/

/** A stop string that comes first, a filter, and a call cut before it opens leave tokens without text by right. */
function mayBeEmpty(one: Observation): boolean {
  const { request, text } = one
  const ends = choicesOf(one).map(({ finish }) => finish)
  return (
    [request['stop'] ?? []].flat().length > 0 ||
    OTHERWISE.test(text) ||
    ends.includes('content_filter') ||
    (Array.isArray(request['tools']) && ends.includes('length'))
  )
}

const says = (one: Observation): boolean =>
  choicesOf(one).some(
    ({ content, toolCalls, reasoning }) => Boolean(content) || toolCalls.length > 0 || reasoning !== '',
  )

const silent = { content: '', completionTokens: 16 }
const maskedRefusal = answerWith({ ...silent, content: null }, (body) => ({
  ...body,
  choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: '' }, finish_reason: 'stop' }],
}))

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
      breaks:
        'agents give up on an empty answer ("Model returned empty response" in Cline): what a parser of thoughts or calls swallows is paid for and lost',
      traffic: eachAnswer(
        'no answer counted enough tokens to show something for',
        [isWholeReply, hasChoices, (one) => !mayBeEmpty(one) && hasSpoken(one)],
        (one) => (says(one) ? undefined : missing(one, TEXT, UNDELIVERED, 'text', choicesOf(one)[0]?.content ?? null)),
      ),
      violating: [
        { plain: answer(silent) },
        { plain: answer({ ...silent, content: null, finish: 'length' }) },
        { stream: stream(silent, { usage: true }) },
      ],
      conforming: [
        { plain: answer({ content: 'Hello there, friend.', completionTokens: 9 }) },
        {
          plain: answerWith({ ...silent, finish: 'length', completionTokens: 16 }, (body) => ({
            ...body,
            usage: {
              ...(body['usage'] as { [key: string]: Json }),
              completion_tokens_details: { reasoning_tokens: 16 },
            },
          })),
          stream: stream({ completionTokens: 9 }, { usage: true }),
        },
      ],
      inconclusive: [
        { plain: answer({ content: '', completionTokens: 1 }), stream: stream({ content: '' }) },
        { plain: maskedRefusal, stream: stream({ content: '' }) },
      ],
    },
    'no-control-marks': {
      level: 'should',
      sentence:
        'A chat answer that ended by itself neither begins nor ends with marks of its chat template, such as `<|im_end|>` or the role.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices-message-content',
      breaks: 'users read the mark; parsers of JSON, titles and commit messages take it for text',
      traffic: hasNoMark(isChatReply),
      violating: [
        { plain: answer({ content: 'Hello there.<|im_end|>' }) },
        { plain: answer({ content: 'Hello there.</s>' }) },
        { stream: stream({ content: 'Hello there.<|eot_id|>\n' }) },
        { stream: stream({ content: 'Hello there. <end_of_turn>' }) },
        { plain: answer({ content: '<|im_start|>assistant\nHello there.' }) },
        { stream: stream({ content: '<|start_header_id|>assistant<|end_header_id|>\n\nHello there.' }) },
        { plain: answer({ content: 'assistant\nHello there.' }) },
        { stream: stream({ content: 'model\n\nHello there.' }) },
        { plain: answer({ content: 'ASSISTANT: Hello there.' }) },
      ],
      conforming: [
        {},
        { plain: answer({ content: 'In HTML, old prices are <s>5 €</s>' }) },
        { plain: answer({ content: '<s>5 €</s> 4 €' }) },
        { plain: answer({ content: '<|im_start|> begins a turn in ChatML.' }) },
        { plain: answer({ content: 'assistant\nhelper' }) },
        { plain: answer({ content: 'model\nGPT-4' }) },
        { plain: answer({ content: 'ASSISTANT: Hello there.\nCUSTOMER: Hi.' }) },
        { plain: answer({ content: 'Assistant: Hello there.' }) },
        { plain: answer({ content: 'Hello<|im_end|>', finish: 'length' }) },
      ],
      inconclusive: [{ plain: answer({ finish: 'length' }), stream: stream({ finish: 'length' }) }],
    },
    'no-made-up-turns': {
      level: 'should',
      sentence:
        'A chat answer ends with the turn of the model: no end mark and turn of somebody else follow in the text.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices-message-content',
      breaks: 'users read questions that they never asked; agents act on results that no tool gave',
      traffic: endsItsTurn(isChatReply),
      violating: [
        { plain: answer({ content: 'Hello.<|im_end|>\n<|im_start|>user\nThank you!' }) },
        {
          plain: answer({
            content: 'Hello.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi',
            finish: 'length',
          }),
        },
        { stream: stream({ content: 'Hello.</s>[INST] And now? [/INST]' }) },
        { stream: stream({ content: 'Hello.<end_of_turn>\n<start_of_turn>user\nHi' }) },
      ],
      conforming: [
        {},
        { plain: answer({ content: 'ChatML reads `<|im_start|>user Hi<|im_end|>\n<|im_start|>assistant`.' }) },
        { plain: answer({ content: 'It begins with <|im_start|>user, then <|im_end|>\n<|im_start|>assistant.' }) },
      ],
      inconclusive: [{ plain: answer({ content: null }), stream: stream({ content: '' }) }],
    },
  },
})
