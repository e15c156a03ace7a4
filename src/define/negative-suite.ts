import { notRefused, refused } from '../checks/accepted.ts'
import { answeredByApi } from '../checks/pool.ts'
import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { isObject } from '../json.ts'
import { json, raw, refusal } from '../suite/example.ts'
import { missing, wrong } from '../suite/findings.ts'
import { anyAnswer } from '../suite/steps.ts'
import { suite, type Rule, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { negativeCases, type Case, type NegativeSuite } from './negative-cases.ts'

const MOST_FINDINGS = 3
const CONTROL = 'control'

/** Requests that break one constraint of a request schema each: one rule a constraint, and some about all refusals together. */
export function negativeSuite(definition: NegativeSuite): Suite {
  const { id, about, model, base, request, answered, source, tells } = definition
  const cases = negativeCases(definition)
  const names = cases.map(({ slug }) => slug)
  return suite({
    id,
    about,
    model,
    steps: { [CONTROL]: anyAnswer(request(base)), ...Object.fromEntries(cases.map(({ slug, step }) => [slug, step])) },
    conforming: {
      [CONTROL]: answered,
      ...Object.fromEntries(
        cases.map(({ slug, parameter, code }) => [
          slug,
          refusal(400, { message: `Invalid '${parameter}'.`, param: parameter, code }),
        ]),
      ),
    },
    rules: {
      ...Object.fromEntries(cases.map((one) => [one.slug, refusedRule(one, source, answered)])),
      'never-5xx': neverBroken(names, source, answered),
      'invalid-request': type(names, source, answered),
      ...(tells
        ? { 'names-the-parameter': naming(cases, source, answered), 'tells-a-code': telling(cases, source, answered) }
        : {}),
    },
  })
}

type Many = Record<string, Observation | Observation[]>
const one = (observed: Many, name: string): Observation => observed[name] as Observation
const NO_CONTROL = inconclusive('the same request without the mistake is not answered')

function refusedRule({ slug, what, level, breaks }: Case, source: string, answered: Exchange): Rule {
  return {
    level,
    source,
    breaks,
    sentence: `A request with ${what} is refused in a 4xx.`,
    reads: [CONTROL, slug],
    judgesBroken: true,
    *check(observed) {
      if (!answeredByApi(one(observed, CONTROL))) return NO_CONTROL
      yield* notRefused(one(observed, slug))
    },
    violating: [
      { [slug]: answered },
      { [slug]: refusal(500, { message: 'internal error', type: 'api_error' }) },
      { [slug]: raw(['Bad Request'], { status: 400, headers: [['content-type', 'text/plain']] }) },
    ],
    conforming: [{}, { [slug]: refusal(422, { message: 'Input should be a valid number' }) }],
    inconclusive: [{ [CONTROL]: refusal(404) }],
  }
}

function neverBroken(names: string[], source: string, answered: Exchange): Rule {
  const [first = ''] = names
  return {
    level: 'should',
    source,
    reads: [CONTROL, ...names],
    judgesBroken: true,
    sentence: 'A bad request is the fault of the client: it is never answered with a 5xx.',
    breaks: 'the SDKs retry a 5xx, twice by default, and monitors report an outage',
    *check(observed) {
      if (!answeredByApi(one(observed, CONTROL))) return NO_CONTROL
      const broken = names.filter((name) => (one(observed, name).status ?? 0) >= 500)
      for (const name of broken.slice(0, MOST_FINDINGS)) {
        const { status, text } = one(observed, name)
        yield wrong(
          one(observed, name),
          'status',
          `${name}: HTTP ${status} (${broken.length} of ${names.length} requests): ${text.slice(0, 160)}`,
          '4xx',
          status,
        )
      }
    },
    violating: [{ [first]: refusal(500, { message: 'panic', type: 'api_error' }) }],
    conforming: [{}, { [first]: answered }],
    inconclusive: [{ [CONTROL]: refusal(500) }],
  }
}

/** A rule about `error` in each of the refusals there are. */
function* eachRefusal(
  observed: Many,
  names: string[],
  path: string,
  expected: unknown,
  isWrong: (error: Record<string, unknown>, name: string) => boolean,
): Generator<Finding, Inconclusive | void> {
  if (!answeredByApi(one(observed, CONTROL))) return NO_CONTROL
  const refusals = names.filter((name) => refused(one(observed, name)))
  if (refusals.length === 0) return inconclusive('nothing was refused')
  const errors = refusals.map((name) => ({ name, error: errorOf(one(observed, name)) }))
  const bad = errors.filter(({ name, error }) => isWrong(error, name))
  for (const { name, error } of bad.slice(0, MOST_FINDINGS)) {
    const actual = error[path] ?? null
    yield (path in error ? wrong : missing)(
      one(observed, name),
      `$.error.${path}`,
      `${name} (${bad.length} of ${refusals.length} refusals)`,
      expected,
      actual,
    )
  }
}

const errorOf = ({ json: body }: Observation): Record<string, unknown> =>
  body.ok && isObject(body.value) && isObject(body.value['error']) ? body.value['error'] : {}
const acceptsAll = (names: string[], answered: Exchange): Record<string, Exchange> =>
  Object.fromEntries(names.map((name) => [name, answered]))

const type = (names: string[], source: string, answered: Exchange): Rule => ({
  level: 'should',
  source: `${source}; observed: invalid_request_error in every 400`,
  reads: [CONTROL, ...names],
  judgesBroken: true,
  sentence: 'The refusal of a bad request has the type `invalid_request_error`.',
  breaks: 'retry logic sorts errors by it and sends what can never succeed again',
  check: (observed) =>
    eachRefusal(observed, names, 'type', 'invalid_request_error', (error) => error['type'] !== 'invalid_request_error'),
  violating: [
    { [names[0] ?? '']: refusal(400, { type: 'api_error' }) },
    { [names[0] ?? '']: json({ error: { message: 'bad request', code: 400 } }, { status: 400 }) },
  ],
  inconclusive: [acceptsAll(names, answered)],
})

function naming(cases: Case[], source: string, answered: Exchange): Rule {
  const names = cases.map(({ slug }) => slug)
  const about = new Map(cases.map(({ slug, parameter }) => [slug, parameter]))
  return {
    level: 'may',
    source: `${source}; observed: \`param\` as \`messages[0].role\``,
    reads: [CONTROL, ...names],
    judgesBroken: true,
    sentence: 'The refusal names the parameter in `error.param`.',
    breaks: 'forms cannot mark the field; gateways that drop what a server refuses and try again cannot tell what',
    check: (observed) =>
      eachRefusal(
        observed,
        names,
        'param',
        'the name of the parameter',
        ({ param }, name) => String(param ?? '').split(/[.[]/)[0] !== about.get(name),
      ),
    violating: [{ [names[0] ?? '']: refusal(400) }, { [names[0] ?? '']: refusal(400, { param: 'body' }) }],
    inconclusive: [acceptsAll(names, answered)],
  }
}

function telling(cases: Case[], source: string, answered: Exchange): Rule {
  const names = cases.filter(({ code }) => code !== null).map(({ slug }) => slug)
  return {
    level: 'may',
    source: `${source}; observed: invalid_type, invalid_value, empty_array, integer_below_min_value …`,
    reads: [CONTROL, ...names],
    judgesBroken: true,
    sentence: 'The refusal tells in `error.code` what is wrong.',
    breaks: 'programs are left with the message, which is free text',
    check: (observed) =>
      eachRefusal(
        observed,
        names,
        'code',
        'a code such as invalid_type',
        ({ code }) => typeof code !== 'string' || code === '' || /^\d+$/.test(code),
      ),
    violating: [{ [names[0] ?? '']: refusal(400) }, { [names[0] ?? '']: refusal(400, { code: '400' }) }],
    inconclusive: [acceptsAll(names, answered)],
  }
}
