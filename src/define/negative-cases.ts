import { anyAnswer, countsOnly, type ModelKind, type Step } from '../suite/steps.ts'
import type { StatedLevel } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import { negativeRequest, type Body, type Constraint, type NegativeRequest } from './negative-requests.ts'

/** Which constraints of a field are broken, one a request. Only those the service is known to hold up. */
interface Field {
  constraints: Constraint[]
  level?: StatedLevel
  breaks?: string
  /** What else these requests carry, so that just the one thing is wrong, and what they leave out. */
  beside?: Body
  without?: string[]
}

/** A mistake that is in no single field. */
interface Mistake {
  body: Body
  parameter: string
  what: string
  level?: StatedLevel
  breaks: string
}

export interface NegativeSuite {
  id: string
  about: string
  model: ModelKind
  /** Request schema in `specs/openai/`, without `.schema.json`. */
  schema: string
  /** A request that is answered. Each of the others is this one with one mistake. */
  base: Body
  request: (body: Body) => Step
  /** What a server answers to the base, and to a mistake that it does not see. */
  answered: Exchange
  fields: Record<string, Field>
  mistakes?: Record<string, Mistake>
  source: string
  /** Whether the service says in these refusals which parameter it is about, and in a code what is wrong. */
  tells: boolean
}

/** One request with one mistake, and what is to be said of it. */
export interface Case {
  slug: string
  parameter: string
  what: string
  code: string | null
  step: Step
  level: StatedLevel
  breaks: string
}

const DEFAULT_BREAKS: Record<Constraint, string> = {
  missing: 'a forgotten setting goes unnoticed',
  type: 'a setting of the wrong type goes unnoticed and has no effect',
  minimum: 'a setting out of range works here and fails when the app moves to OpenAI',
  maximum: 'a setting out of range works here and fails when the app moves to OpenAI',
  value: 'a misspelt value goes unnoticed and has no effect',
  empty: 'an app that lost its input gets an answer to nothing',
  'too-many': 'the surplus is dropped without an error',
}

/** Every mistake that the definition names, generated from the schema or written out. */
export function negativeCases({ schema, base, request, fields, mistakes = {} }: NegativeSuite): Case[] {
  const generated = Object.entries(fields).flatMap(
    ([field, { constraints, level = 'should', breaks, beside = {}, without = [] }]) =>
      constraints.map((constraint): Case => {
        const around = Object.fromEntries(
          Object.entries({ ...base, ...beside }).filter(([key]) => !without.includes(key)),
        )
        const one: NegativeRequest = negativeRequest(schema, field, constraint, around)
        return {
          ...one,
          step: bounded(request(one.body), request(base)),
          level,
          breaks: breaks ?? DEFAULT_BREAKS[constraint],
        }
      }),
  )
  const written = Object.entries(mistakes).map(([slug, { body, level = 'should', ...rest }]): Case => ({
    slug,
    code: null,
    step: countsOnly(anyAnswer(request({ ...base, ...body }))),
    level,
    ...rest,
  }))
  return [...generated, ...written]
}

/** A senseless cap is no cap: the answer may run as far as that of the base, and the guard of streams ends it. */
const bounded = (step: Step, base: Step): Step => countsOnly(anyAnswer({ ...step, cap: base.cap }))
