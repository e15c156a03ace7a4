import { cutResponse, messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { capSent } from '../../src/checks/cap.ts'
import { isObject } from '../../src/checks/reply.ts'
import { holdsResponseCap } from '../../src/checks/response-cap.ts'
import { eventsOfType, finalResponse, isResponseStream, outputTokens } from '../../src/checks/response-stream.ts'
import { inconclusive, respond, suite, wrong, wrongOrMissing } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming/response/incomplete; observed 6 of 6'
const CAP = 16
const cut = cutResponse('1, 2, 3, 4, 5')
const called = responseOf([messageItem('1, 2, 3, 4, 5')], { usage: cut['usage'] ?? null })

export default suite({
  id: 'responses/stream-incomplete',
  about: 'a streamed response that reaches max_output_tokens',
  model: 'chat',
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: CAP, stream: true }) },
  conforming: { streamed: streamedResponse(cut) },
  rules: {
    ends: {
      level: 'should',
      sentence:
        'A response that `max_output_tokens` cut off ends with `response.incomplete` and `incomplete_details.reason: "max_output_tokens"`.',
      source: SOURCE,
      breaks:
        'apps that go on where an answer was cut, and agents that must not run half an answer, take it for a whole one',
      *check({ streamed }) {
        const response = finalResponse(streamed)
        const spent = outputTokens(response)
        if (spent === undefined)
          return inconclusive('the stream tells no usage: whether the limit was reached is unknown')
        const limit = capSent(streamed)
        if (spent < limit) return inconclusive(`the model ended by itself after ${spent} tokens`)
        const [end] = eventsOfType(streamed, 'response.incomplete')
        if (!end) {
          yield wrong(
            streamed,
            'events[-1].type',
            `the limit of ${limit} tokens was reached, and the end does not say so`,
            'response.incomplete',
            eventsOfType(streamed, 'response.completed', 'response.failed').at(-1)?.type ?? 'no end',
          )
          return
        }
        const details = response?.['incomplete_details']
        const reason = isObject(details) ? details['reason'] : undefined
        if (reason !== 'max_output_tokens')
          yield wrongOrMissing(
            streamed,
            'events[-1].response.incomplete_details.reason',
            'another reason',
            'max_output_tokens',
            reason,
            null,
          )
      },
      violating: [
        { streamed: streamedResponse(called) },
        { streamed: streamedResponse({ ...cut, incomplete_details: null }) },
        { streamed: streamedResponse({ ...cut, incomplete_details: { reason: 'length' } }) },
      ],
      inconclusive: [
        { streamed: streamedResponse(responseOf([messageItem('1, 2, 3')])) },
        { streamed: streamedResponse({ ...cut, usage: null }) },
      ],
    },
    limit: {
      level: 'should',
      sentence: 'A streamed response has no more tokens than `max_output_tokens`.',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-max_output_tokens',
      breaks: 'apps that bound cost and length by it',
      parameter: 'responses.max_output_tokens',
      traffic: holdsResponseCap([isResponseStream]),
      violating: [
        {
          streamed: streamedResponse(
            responseOf(
              [
                messageItem(
                  '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27',
                ),
              ],
              { usage: null },
            ),
          ),
        },
        {
          streamed: streamedResponse(
            responseOf([messageItem('1, 2, 3')], { usage: { input_tokens: 1, output_tokens: 180, total_tokens: 181 } }),
          ),
        },
      ],
      inconclusive: [{ streamed: streamedResponse(responseOf([messageItem('1, 2, 3')])) }],
    },
  },
})
