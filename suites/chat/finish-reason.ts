import { GREETING } from '../../fixtures/sent/prompts.ts'
import { cutInTimeInChat } from '../../src/checks/early-cut.ts'
import { isWholeReply, choicesOf, hasChoices } from '../../src/checks/pool.ts'
import {
  answer,
  answerWith,
  chat,
  stream,
  streamed,
  streamWith,
  suite,
  eachAnswer,
  wrongOrMissing,
} from '../../src/define/index.ts'

export default suite({
  id: 'chat/finish-reason',
  about: 'a plain and a streamed chat answer',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer(), stream: stream({}, { usage: true }) },
  rules: {
    'never-empty': {
      level: 'should',
      sentence:
        'Every choice of a finished answer, plain or streamed, has a `finish_reason` that is neither null nor empty.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices; observed in 2086 of 2087 choices and 465 of 465 streams',
      breaks: 'OpenAI .NET throws ArgumentOutOfRangeException, the AI SDK raises "ended without a finish reason"',
      // `finish_details` stood in its place in gpt-4-vision-preview.
      traffic: eachAnswer(
        'no answer had a choice',
        [isWholeReply, hasChoices, ({ text }) => !text.includes('"finish_details"')],
        (one) =>
          choicesOf(one).flatMap(({ finish }, at) =>
            typeof finish === 'string' && finish !== ''
              ? []
              : [
                  wrongOrMissing(
                    one,
                    `$.choices[${at}].finish_reason`,
                    'the answer is finished without a reason',
                    'stop, length, tool_calls or content_filter',
                    finish,
                    null,
                  ),
                ],
          ),
      ),
      violating: [
        { plain: answer({ finish: null, content: '', completionTokens: 0, promptTokens: 0 }) },
        { plain: answer({ finish: '' }) },
        {
          plain: answerWith({}, (body) => ({
            ...body,
            choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' } }],
          })),
        },
        {
          stream: streamWith({}, (all) =>
            all.filter((chunk) => !JSON.stringify(chunk).includes('"finish_reason":"stop"')),
          ),
        },
        { stream: stream({ finish: '' }) },
      ],
    },
    'length-at-the-limit': {
      level: 'should',
      sentence: 'A chat answer with the finish_reason `length` has as many tokens as its limit, or fills the context.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason; observed in 15 of 15 answers that were cut',
      breaks:
        'the `parse` helpers of the SDKs throw LengthFinishReasonError for a whole answer, and agents ask the model to go on',
      traffic: cutInTimeInChat,
      violating: [
        { plain: answer({ finish: 'length', completionTokens: 3 }) },
        { stream: stream({ finish: 'length', completionTokens: 3 }, { usage: true }) },
      ],
      conforming: [
        { plain: answer({ finish: 'length', completionTokens: 16 }) },
        {
          plain: answer({ finish: 'length', completionTokens: 3, promptTokens: 4093 }),
          stream: stream({ finish: 'length', completionTokens: 16 }, { usage: true }),
        },
      ],
      inconclusive: [{}, { plain: answer({ finish: 'length', completionTokens: 3, promptTokens: 4093 }) }],
    },
  },
})
