import { cutResponse, streamedResponse, type streamEvents } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  ENDS,
  eventsOf,
  eventsOfType,
  responseIn,
  isResponseStream,
  type ResponseEvent,
} from '../../src/checks/response-stream.ts'
import { eachStream } from '../../src/checks/stream.ts'
import {
  respond,
  suite,
  extra,
  missing,
  wrong,
  eachAnswer,
  type Observation,
  type Finding,
} from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/responses-streaming/response/failed; https://platform.openai.com/docs/api-reference/responses-streaming/error'
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
type Event = ReturnType<typeof streamEvents>[number]
const BEGUN = 5
const endingWith = (...last: Event[]) => ({
  streamed: streamedResponse(RESPONSE, (all) =>
    [...all.slice(0, BEGUN), ...last].map((event, number) => ({ ...event, sequence_number: number })),
  ),
})
const failed = (error: Event[string], status = 'failed'): Event => ({
  type: 'response.failed',
  response: { ...RESPONSE, status, output: [], error, usage: null, incomplete_details: null },
})

const holdsText = (value: unknown): boolean => typeof value === 'string' && value !== ''
/** The events by which a stream tells of a failure. */
const failures = (stream: Observation): ResponseEvent[] =>
  eventsOf(stream).filter(
    ({ type, event }) => type === 'error' || type === 'response.failed' || (type === '' && 'error' in event),
  )

const hasFailed = (one: Observation): boolean => isResponseStream(one) && failures(one).length > 0

function errorFault(one: Observation, { at, type, event }: ResponseEvent): Finding | undefined {
  if (type === 'error') {
    // The documented form is flat; the service nests the fields in `error`.
    const { message } = isObject(event['error']) ? event['error'] : event
    return holdsText(message)
      ? undefined
      : missing(one, `events[${at}].message`, 'an error without a message', 'text', message ?? 'absent')
  }
  if (type === '')
    return missing(
      one,
      `events[${at}].type`,
      'an error without a type: no client of this endpoint looks at it',
      'error or response.failed',
      event['error'],
    )
  const { status, error } = responseIn({ at, type, event })
  if (status !== 'failed')
    return wrong(one, `events[${at}].response.status`, 'failed, and not of that status', 'failed', status ?? 'absent')
  return isObject(error) && holdsText(error['message']) && holdsText(error['code'])
    ? undefined
    : missing(
        one,
        `events[${at}].response.error`,
        'failed, and no word why',
        '{"code": …, "message": …}',
        error ?? 'absent',
      )
}

export default suite({
  id: 'responses/error-inside',
  about: 'a streamed response; what is judged is every stream of the run in which something failed',
  model: 'chat',
  answered: 'should',
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'failure-says-why': {
      level: 'should',
      source: SOURCE,
      sentence:
        'A failure inside a stream is an `error` event with a message, or `response.failed` with the code and message of its error.',
      breaks: 'Codex decides by the code whether to try again or to shorten the input; others show "undefined"',
      traffic: eachStream(hasFailed, (one) =>
        failures(one)
          .map((event) => errorFault(one, event))
          .find(Boolean),
      ),
      conforming: [
        endingWith({ type: 'error', code: 'server_error', message: 'The server had an error.', param: null }),
        endingWith({
          type: 'error',
          error: { type: 'server_error', code: null, message: 'The server had an error.', param: null },
        }),
        endingWith(failed({ code: 'server_error', message: 'The server had an error.' })),
      ],
      violating: [
        endingWith(failed(null)),
        endingWith(failed('the model runner has stopped')),
        endingWith(failed({ code: 'server_error', message: '' })),
        endingWith(failed({ code: 'server_error', message: 'boom' }, 'completed')),
        endingWith({ type: 'error' }),
        endingWith({ type: 'error', error: { type: 'server_error', message: '' } }),
        endingWith({ error: { message: 'the model runner has stopped' } } as unknown as Event),
      ],
      inconclusive: [{}],
    },
    'failure-is-the-end': {
      level: 'should',
      source: SOURCE,
      sentence: 'A response that failed is not completed as well.',
      breaks:
        'clients take what came for the whole answer, or the whole answer for a failure, by whichever event they see last',
      traffic: eachAnswer('nothing failed inside a stream', hasFailed, (one) => {
        const [end, again] = eventsOfType(one, ...ENDS)
        const other = again ?? (end?.type === 'response.failed' ? undefined : end)
        return (
          other &&
          extra(
            one,
            `events[${other.at}].type`,
            'it failed, and has another end',
            'response.failed alone, or none',
            other.type,
          )
        )
      }),
      conforming: [
        endingWith({ type: 'error', code: 'server_error', message: 'boom', param: null }),
        endingWith(
          { type: 'error', code: null, message: 'boom', param: null },
          failed({ code: 'server_error', message: 'boom' }),
        ),
      ],
      violating: [
        endingWith(
          { type: 'error', code: 'server_error', message: 'boom' },
          { type: 'response.completed', response: { ...RESPONSE, status: 'completed' } },
        ),
        endingWith(failed({ code: 'server_error', message: 'boom' }), {
          type: 'response.completed',
          response: { ...RESPONSE, status: 'completed' },
        }),
      ],
      inconclusive: [{}],
    },
  },
})
