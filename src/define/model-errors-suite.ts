import { notRefused, refused } from '../checks/accepted.ts'
import { errorOf, otherStatus } from '../checks/errors.ts'
import { answeredByApi, succeeded } from '../checks/pool.ts'
import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { refusal, raw, sse } from '../suite/example.ts'
import { wrongOrMissing, wrongType } from '../suite/findings.ts'
import { anyAnswer, post, type Json, type ModelKind, type Step } from '../suite/steps.ts'
import { suite, type ProbeRule, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

type Body = { [key: string]: Json }

interface ModelErrors {
  id: string
  about: string
  model: ModelKind
  path: string
  /** The parameter as the endpoint has it: `responses.model`. */
  parameter: string
  /** A request that is answered, what makes it, and the answer. */
  base: Body
  request: (body: Body) => Step
  answered: Exchange
  /** A name no model has. */
  absent: string
  /** What the service has been seen to answer for an unknown model. */
  statuses: number[]
  /** Whether the endpoint has streams. */
  streams: boolean
}

type Steps = { control: Step; unknown: Step; missing: Step; stream: Step }
type ModelRule = ProbeRule<Steps>

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'
const NO_CONTROL = inconclusive('the same request for a model that is there is not answered')
const NOT_REFUSED = inconclusive('it was not refused')

/** An unknown model, and none at all, on one endpoint. */
export function modelErrorsSuite(definition: ModelErrors): Suite {
  const { id, about, model, path, base, request, answered, absent, streams } = definition
  const unknown = anyAnswer(request({ ...base, model: absent }))
  const control = anyAnswer(request(base))
  const gone = refusal(definition.statuses[0] ?? 404, {
    message: `The model '${absent}' does not exist.`,
    code: 'model_not_found',
  })
  return suite({
    id,
    about,
    model,
    steps: {
      control,
      unknown,
      missing: anyAnswer(post(path, JSON.stringify(base), control.cap)),
      ...(streams ? { stream: anyAnswer(request({ ...base, stream: true, model: absent })) } : {}),
    } as Steps,
    conforming: {
      control: answered,
      unknown: gone,
      missing: refusal(400, { message: 'you must provide a model parameter' }),
      ...(streams ? { stream: gone } : {}),
    },
    rules: {
      ...unknownRules(definition),
      ...missingRules(definition),
      ...(streams ? { 'json-before-stream': streamRule() } : {}),
    },
  })
}

/** Judges one step where the endpoint is there at all: elsewhere everything is refused. */
const where = (
  step: keyof Steps,
  judge: (one: Observation) => Generator<Finding, Inconclusive | void>,
): Pick<ModelRule, 'reads' | 'judgesBroken' | 'check'> => ({
  reads: ['control', step],
  judgesBroken: true,
  *check(observed) {
    return answeredByApi(observed.control) ? yield* judge(observed[step]) : NO_CONTROL
  },
})

const unknownRules = ({ answered, statuses, parameter }: ModelErrors): Record<string, ModelRule> => ({
  'unknown-refused': {
    level: 'should',
    source: SOURCE,
    sentence: 'A call to a model that does not exist is refused in a 4xx.',
    breaks: 'another model answers unnoticed, or a 5xx is retried for nothing',
    parameter,
    ...where('unknown', notRefused),
    violating: [
      { unknown: answered },
      { unknown: refusal(500, { message: 'model not found' }) },
      { unknown: raw(['404 page not found'], { status: 404 }) },
    ],
    inconclusive: [{ control: refusal(404) }],
  },
  'unknown-status': {
    level: 'should',
    source: `${SOURCE}; observed: ${statuses.join(' or ')}`,
    sentence: `The status for a model that does not exist is ${statuses.join(' or ')}.`,
    breaks: 'the SDKs choose the class of the error by it, and clients the model to fall back on',
    ...where('unknown', function* (one) {
      return refused(one) ? yield* otherStatus(one, statuses, 'refused under another status') : NOT_REFUSED
    }),
    violating: [{ unknown: refusal(422, { message: 'invalid model' }) }],
    inconclusive: [{ unknown: answered }],
  },
  'unknown-code': unknownCodeRule(answered),
})

const unknownCodeRule = (answered: Exchange): ModelRule => ({
  level: 'should',
  source: `${SOURCE}; observed: model_not_found`,
  sentence: 'The error has the code `model_not_found`.',
  breaks: 'routers with a fallback model match the code, since the message is free text',
  ...where('unknown', function* (one) {
    if (!refused(one)) return NOT_REFUSED
    const { code } = errorOf(one)
    if (code !== 'model_not_found')
      yield wrongOrMissing(one, '$.error.code', 'the error cannot be told from others', 'model_not_found', code, null)
  }),
  violating: [
    { unknown: refusal(404, { message: 'model not found', type: 'not_found_error' }) },
    { unknown: refusal(404, { code: '404' }) },
  ],
  inconclusive: [{ unknown: answered }],
})

const missingRules = ({ answered }: ModelErrors): Record<string, ModelRule> => ({
  'missing-refused': {
    level: 'should',
    source: SOURCE,
    sentence: 'A call without `model` is refused in a 4xx.',
    breaks: 'a forgotten setting goes unnoticed until the server has two models',
    ...where('missing', notRefused),
    violating: [{ missing: answered }, { missing: refusal(500, { message: 'model is required' }) }],
  },
  'missing-status-400': {
    level: 'may',
    source: `${SOURCE}; observed: 400`,
    sentence: 'The status for a call without `model` is 400.',
    breaks: 'a 404 sends the reader after a model that was never named',
    ...where('missing', function* (one) {
      return refused(one) ? yield* otherStatus(one, [400], 'refused under another status') : NOT_REFUSED
    }),
    violating: [{ missing: refusal(404, { message: "model '' not found" }) }],
    conforming: [{}],
    inconclusive: [{ missing: answered }],
  },
})

const streamRule = (): ModelRule => ({
  level: 'should',
  source: `${SOURCE}; observed in 7 of 7 refused streams`,
  sentence: 'A streamed call that fails at once is answered in plain JSON under a 4xx, not in a stream.',
  breaks: 'clients that look at the status take the call for answered and wait for events that never come',
  ...where('stream', function* (one) {
    if (succeeded(one) && one.stream && one.stream.events.length > 1) return inconclusive('another model answered')
    if (refused(one) && one.stream)
      yield wrongType(one, 'headers.content-type', 'the error is sent as a stream', 'application/json', one.mediaType)
    else yield* notRefused(one)
  }),
  violating: [
    {
      stream: sse([{ error: { message: 'model not found', type: 'invalid_request_error', param: null, code: null } }], {
        done: false,
      }),
    },
    {
      stream: raw(['{"error":{"message":"model not found"}}'], {
        status: 404,
        headers: [['content-type', 'text/event-stream']],
      }),
    },
    { stream: refusal(500, { message: 'model not found' }) },
  ],
})
