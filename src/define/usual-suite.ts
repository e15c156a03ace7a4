import { inconclusive, type Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import { json, refusal } from '../suite/example.ts'
import { anyAnswer, type ModelKind, type Step } from '../suite/steps.ts'
import { suite, type Rule, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

/** Something that clients send with every call. */
interface Usual {
  step: Step
  /** What the request has, to complete "A call with … is answered". */
  what: string
  breaks: string
  source: string
  parameter: string
}

interface UsualSuite {
  id: string
  about: string
  model: ModelKind
  /** The endpoint, as sentences name it. */
  endpoint: string
  /** The same call without any of it, and its answer. */
  control: Step
  answered: Exchange
  /** Findings where a request was not answered. */
  notAnswered: (observation: Observation) => Iterable<Finding>
  usual: Record<string, Usual>
}

const CONTROL = 'control'

/** The words in which OpenAI's reasoning models refuse a parameter that other models take, some of them at its default too. */
const UNSUPPORTED = new Set<unknown>(['unsupported_parameter', 'unsupported_value'])

const hasMaxTokens = (body: unknown): boolean => isObject(body) && 'max_tokens' in body

/** Such a refusal, to a request in the form of these models: without `max_tokens`. */
const isModelsOwn = ({ json: body, request }: Observation): boolean =>
  body.ok &&
  isObject(body.value) &&
  isObject(body.value['error']) &&
  UNSUPPORTED.has(body.value['error']['code']) &&
  !hasMaxTokens(request)

/** Requests that every client sends and OpenAI answers. A refusal stops such a client, however honest it is. One rule a request. */
export function usualSuite({ id, about, model, endpoint, control, answered, notAnswered, usual }: UsualSuite): Suite {
  const isAnswered = (observation: Observation): boolean => [...notAnswered(observation)].length === 0
  const rule = (slug: string, { step, what, breaks, source, parameter }: Usual): Rule => ({
    level: 'should',
    sentence: `A ${endpoint} request with ${what} is answered.`,
    source,
    breaks,
    parameter,
    reads: [CONTROL, slug],
    *check(observed) {
      if (!isAnswered(observed[CONTROL] as Observation))
        return inconclusive('the same request without it is not answered')
      if (isModelsOwn(observed[slug] as Observation)) return inconclusive('the model takes no such parameter')
      yield* notAnswered(observed[slug] as Observation)
    },
    violating: [
      { [slug]: refusal(400, { message: 'unsupported', param: slug }) },
      { [slug]: refusal(501, { message: 'not implemented' }) },
      { [slug]: json({ detail: 'Extra inputs are not permitted' }, { status: 422 }) },
    ],
    inconclusive: [
      { [CONTROL]: refusal(404), [slug]: refusal(404) },
      ...(hasMaxTokens(step.body) ? [] : [{ [slug]: refusal(400, { code: 'unsupported_parameter', param: slug }) }]),
    ],
  })
  const all = Object.entries(usual)
  return suite({
    id,
    about,
    model,
    steps: {
      [CONTROL]: anyAnswer(control),
      ...Object.fromEntries(all.map(([slug, { step }]) => [slug, anyAnswer(step)])),
    },
    conforming: Object.fromEntries([CONTROL, ...all.map(([slug]) => slug)].map((slug) => [slug, answered])),
    rules: Object.fromEntries(all.map(([slug, one]) => [slug, rule(slug, one)])),
  })
}
