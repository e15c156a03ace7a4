import { expect, test } from 'vitest'
import { answer, raw, refusal } from '../suite/example.ts'
import { refusable, respond, type Step } from '../suite/steps.ts'
import { suite, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { endpointAbsent } from './endpoint-absent.ts'
import { judge, type Verdict } from './judge.ts'

const from = (path: string, reply: Exchange, method = 'POST'): Observation =>
  observe({ ...reply, request: { ...reply.request, method, path } })
const page = raw(['404 page not found'], { status: 404 })
const one = from('/v1/responses', page)
const absent = (...others: Observation[]): boolean => endpointAbsent(one, [one, ...others])

test('an endpoint is absent where every request to it gets 404 or 405', () => {
  expect(absent()).toBe(true)
  expect(absent(from('/v1/responses?x=1', refusal(405)), from('/v1/models', answer()))).toBe(true)
  expect(absent(from('/v1/responses', answer(), 'GET'))).toBe(true)
})

test('an endpoint that gave any other answer is there', () => {
  expect(absent(from('/v1/responses', answer()))).toBe(false)
  expect(absent(from('/v1/responses', refusal(400)))).toBe(false)
  expect(absent(from('/v1/responses?x=1', refusal(500)))).toBe(false)
  const broken = from('/v1/responses', refusal(500))
  expect(endpointAbsent(broken, [broken])).toBe(false)
})

const of = (asked: Step): Suite =>
  suite({
    id: 'responses/text',
    about: 'a response',
    model: 'chat',
    steps: { asked },
    conforming: { asked: answer() },
    rules: {
      comes: { level: 'should', sentence: 's', source: 'x', breaks: 'b', check: function* () {}, violating: [] },
    },
  })
function judged(asked: Step, reply: Observation, ...others: Observation[]): Verdict {
  const own = of(asked)
  const [rule] = Object.values(own.rules)
  if (!rule) throw new Error('the suite has no rule')
  return judge(own, rule, { asked: { sent: true, requests: [asked], observations: [reply] } }, [reply, ...others])
}
const ASKED = respond({ input: 'Hello.' })

test('rules of such an endpoint are open for that reason', () => {
  expect(judged(ASKED, one)).toMatchObject({
    outcome: 'inconclusive',
    code: 'endpoint-absent',
    reason: 'HTTP 404: 404 page not found',
  })
  expect(judged(ASKED, one, from('/v1/responses', answer()))).toMatchObject({ code: 'unanswered' })
})

test('a proper refusal of what a server may refuse stays a refusal', () => {
  const refused = from('/v1/responses', refusal(404, { message: 'not for this model' }))
  expect(judged(refusable(ASKED), refused)).toMatchObject({ outcome: 'unsupported', code: 'refused' })
})
