import { responseOf, messageItem, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asks } from '../../src/checks/pool.ts'
import { everyResponse } from '../../src/checks/responses.ts'
import { sentAt, timeFault } from '../../src/checks/times.ts'
import {
  each,
  json,
  respond,
  suite,
  misplaced,
  type Finding,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/object'
/** When the example replies were sent. */
const SENT = Date.parse('2026-01-01T00:00:00Z') / 1000
const BODY = { input: 'Say hello.', max_output_tokens: 16 }

const made = (times: { [key: string]: Json }) =>
  responseOf([messageItem('Hello.')], { created_at: SENT, completed_at: SENT + 1, ...times })
const plain = (times: { [key: string]: Json }) => ({ plain: json(made(times)) })

/** The numbers in a field of all responses that an answer holds. */
const timesIn =
  (field: string) =>
  (one: Observation): number[] | undefined => {
    const isMeant = asks(one, 'POST', /\/responses$/)
    const times = isMeant ? everyResponse(one).map((response) => response[field]) : []
    const numbers = times.filter((time) => typeof time === 'number')
    return numbers.length > 0 ? numbers : undefined
  }

function completedFault(one: Observation): Finding | undefined {
  const early = everyResponse(one).find(
    ({ created_at: created, completed_at: completed }) =>
      typeof created === 'number' && typeof completed === 'number' && completed < created,
  )
  return (
    early &&
    misplaced(
      one,
      '$.completed_at',
      'completed before it was created',
      `from ${early['created_at']}`,
      early['completed_at'],
    )
  )
}

export default suite({
  id: 'responses/times',
  about: 'a response, plain and streamed: when it says that it was made',
  model: 'chat',
  answered: 'should',
  // Other suites send them as well.
  steps: { plain: respond(BODY), streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { ...plain({}), streamed: streamedResponse(made({})) },
  rules: {
    created: {
      level: 'should',
      sentence: '`created_at` of a response is the time of the call in whole seconds since 1970.',
      source: `${SOURCE}; observed in 1404 of 1404 responses`,
      breaks: 'clients that show or sort by the time: milliseconds land 50,000 years ahead, 0 in 1970',
      traffic: each('no response says when it was made', timesIn('created_at'), ([created = 0], one) =>
        timeFault(one, '$.created_at', created, sentAt(one)),
      ),
      violating: [
        plain({ created_at: SENT * 1000 }),
        plain({ created_at: 0 }),
        { streamed: streamedResponse(made({ created_at: SENT + 0.5 })) },
      ],
    },
    completed: {
      level: 'should',
      sentence: '`completed_at` of a response is in whole seconds, and not before `created_at`.',
      source: `${SOURCE}; observed in all responses since it came`,
      breaks: 'clients that compute how long a response took',
      traffic: each(
        'no response says when it was completed',
        timesIn('completed_at'),
        ([completed = 0], one) => timeFault(one, '$.completed_at', completed, sentAt(one)) ?? completedFault(one),
      ),
      conforming: [{}, plain({ completed_at: SENT })],
      violating: [plain({ completed_at: SENT * 1000 }), plain({ completed_at: SENT - 1 })],
      inconclusive: [{ ...plain({ completed_at: null }), streamed: streamedResponse(made({ completed_at: null })) }],
    },
  },
})
