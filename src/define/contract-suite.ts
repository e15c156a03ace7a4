import { contractReader, type ContractReader } from '../contract/reading.ts'
import { contractRows, rowSlug, type ContractRow } from '../contract/rows.ts'
import type { Json } from '../suite/steps.ts'
import {
  finding,
  suite,
  type Replies,
  type Rule,
  type Steps,
  type Suite,
  type SuiteDefinition,
} from '../suite/suite.ts'
import { each, type Traffic } from '../suite/traffic.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { spoil } from './spoil.ts'

interface ContractSuite<S extends Steps> extends Pick<
  SuiteDefinition<S>,
  'id' | 'about' | 'model' | 'steps' | 'conforming' | 'answered'
> {
  /** Wire schema in `specs/openai/`, without `.schema.json`. */
  schema: string
  /** The values of that schema in an observation; none where it holds no such object. */
  values: (observation: Observation) => unknown[]
  /** Conforming values that between them have every field of the schema. */
  samples: Json[]
  /** A sample as the reply that carries it. */
  replyWith: (sample: Json) => Exchange
}

/**
 * One rule a row of a schema: presence, type and value of each field, judged over every answer of the whole run.
 * The violating examples are the samples, spoiled at just that row.
 */
export function contractSuite<const S extends Steps>(definition: ContractSuite<S>): Suite {
  const { schema, values, samples, replyWith, ...rest } = definition
  const step = Object.keys(definition.steps)[0] ?? ''
  const rows = new Map<string, ContractRow>()
  const all = contractRows(schema)
  const read = contractReader(schema, all, values)
  const rules = all.flatMap((row): [string, Rule<S>][] => {
    const example = exampleOf(row, samples)
    if (example === undefined) return []
    rows.set(rowSlug(row), row)
    return [
      [
        rowSlug(row),
        {
          level: row.level,
          sentence: row.sentence,
          source: row.source,
          breaks: row.breaks ?? 'strict decoders of the OpenAI types',
          traffic: rowTraffic(row, read),
          // Made when they are asked for: a run has no use for examples.
          get conforming() {
            return [{ [step]: replyWith(example.sample) } as Replies<S>]
          },
          get violating() {
            return [{ [step]: replyWith(example.spoiled) } as Replies<S>]
          },
        },
      ],
    ]
  })
  return { ...suite({ ...rest, rules: Object.fromEntries(rules) }), contract: { schema, rows, values, read } }
}

/** The first sample that can violate the row, and how it does. */
function exampleOf(row: ContractRow, samples: readonly Json[]): { sample: Json; spoiled: Json } | undefined {
  for (const sample of samples) {
    const [spoiled] = spoil(sample, row)
    if (spoiled !== undefined) return { sample, spoiled }
  }
  return undefined
}

const rowTraffic = (row: ContractRow, read: ContractReader): Traffic =>
  each(
    row.group === 'present' ? 'no answer had the object it belongs to' : 'no answer had this field',
    (answer) => {
      const reading = read(answer)
      return reading?.rows.has(row) ? reading : undefined
    },
    (reading, answer) => {
      const violation = reading.violation(row)
      return violation && finding(answer, violation)
    },
  )
