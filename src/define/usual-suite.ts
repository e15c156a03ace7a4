import { inconclusive, type Finding } from '../finding.ts'
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

/** Requests that every client sends and OpenAI answers. A refusal stops such a client, however honest it is. One rule a request. */
export function usualSuite({ id, about, model, endpoint, control, answered, notAnswered, usual }: UsualSuite): Suite {
  const isAnswered = (observation: Observation): boolean => [...notAnswered(observation)].length === 0
  const rule = (slug: string, { what, breaks, source, parameter }: Usual): Rule => ({
    level: 'should',
    sentence: `A ${endpoint} request with ${what} is answered.`,
    source,
    breaks,
    parameter,
    reads: [CONTROL, slug],
    *check(observed) {
      if (!isAnswered(observed[CONTROL] as Observation))
        return inconclusive('the same request without it is not answered')
      yield* notAnswered(observed[slug] as Observation)
    },
    violating: [
      { [slug]: refusal(400, { message: 'unsupported', param: slug }) },
      { [slug]: refusal(501, { message: 'not implemented' }) },
      { [slug]: json({ detail: 'Extra inputs are not permitted' }, { status: 422 }) },
    ],
    inconclusive: [{ [CONTROL]: refusal(404), [slug]: refusal(404) }],
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
