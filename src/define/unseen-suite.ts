import { notRefused } from '../checks/accepted.ts'
import { raw, refusal } from '../suite/example.ts'
import { anyAnswer, countsOnly, refusable, type Json, type ModelKind, type Step } from '../suite/steps.ts'
import { suite, type Rule, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { negativeRequest, type Body, type Constraint } from './negative-requests.ts'

/** A field whose effect no client can see: a value that is right for it, and in which way another is wrong. */
interface UnseenField {
  value: Json
  wrong: Extract<Constraint, 'type' | 'value'>
  what: string
  breaks: string
  source?: string
}

interface UnseenSuite {
  id: string
  about: string
  model: ModelKind
  /** The endpoint as parameters are named with it. */
  endpoint: 'chat' | 'completions' | 'embeddings' | 'responses'
  /** Request schema in `specs/openai/`, without `.schema.json`. */
  schema: string
  /** A request that is answered, and the answer. */
  base: Body
  request: (body: Body) => Step
  answered: Exchange
  source: string
  fields: Record<string, UnseenField>
}

const WRONG = '-wrong'

/**
 * Fields that change nothing in an answer. All there is to see is whether they are read: a value that is right is taken, or
 * refused in so many words; one that is wrong is refused. One rule a field.
 */
export function unseenSuite(definition: UnseenSuite): Suite {
  const { id, about, model, fields, base, request, answered } = definition
  const names = Object.entries(fields).map(([field, about_]) => ({
    field,
    slug: field.replaceAll(/[._]/g, '-'),
    ...about_,
  }))
  const steps = names.flatMap(
    ({ field, slug, value, wrong }) =>
      [
        [slug, refusable(request({ ...base, [field]: value }))],
        [slug + WRONG, countsOnly(anyAnswer(request(negativeRequest(definition.schema, field, wrong, base).body)))],
      ] as const,
  )
  return suite({
    id,
    about,
    model,
    answered: 'may',
    steps: Object.fromEntries(steps),
    conforming: Object.fromEntries(
      names.flatMap(({ field, slug }) => [
        [slug, answered],
        [slug + WRONG, refusal(400, { param: field, code: 'invalid_type' })],
      ]),
    ),
    rules: Object.fromEntries(
      names.map(({ field, slug, ...about_ }) => [slug, takenRule(definition, field, slug, about_)]),
    ),
  })
}

function takenRule(
  { endpoint, source, answered }: UnseenSuite,
  field: string,
  slug: string,
  { value, wrong, what, breaks, source: own }: UnseenField,
): Rule {
  return {
    level: 'may',
    sentence: `\`${field}\` (${what}) is taken, or refused in a proper error; ${wrong === 'type' ? 'a value of another type' : 'a value that it does not have'} is refused.`,
    source: own ?? `${source}#${endpoint}-create-${field}`,
    breaks,
    parameter: `${endpoint}.${field}`,
    unseen: true,
    reads: [slug, slug + WRONG],
    *check(observed) {
      for (const finding of notRefused(observed[slug + WRONG] as Observation)) {
        yield finding.kind === 'ignored'
          ? {
              ...finding,
              message: `\`${field}\` is not read: ${JSON.stringify(value)} was taken, and so was a senseless value`,
            }
          : finding
      }
    },
    violating: [
      { [slug + WRONG]: answered },
      { [slug + WRONG]: raw(['Bad Request'], { status: 400, headers: [['content-type', 'text/plain']] }) },
    ],
  }
}
