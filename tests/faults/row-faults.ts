import type { ContractRow } from '../../src/contract/rows.ts'
import { spoil } from '../../src/define/spoil.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, objects } from '../../src/deviations/server-reply.ts'
import type { Json } from '../../src/suite/steps.ts'
import type { Suite } from '../../src/suite/suite.ts'
import { toChunk, type Exchange } from '../../src/wire/exchange.ts'
import { observe, type Observation } from '../../src/wire/observe.ts'
import { parseJson } from '../../src/wire/sse.ts'

/** One field of the contract, wrong in one answer: the fault behind one generated rule. */
export interface RowFault {
  rule: string
  suite: Suite
  schema: string
  row: ContractRow
}

/** Fields that OpenAI sends only now and then, laid over the stand-in so that their rules meet them too. */
export const rareFields: Hooks = {
  chunks: (chunks) =>
    chunks.map((chunk) => {
      const [choice] = objects(chunk['choices'])
      if (isObject(choice?.['delta']) && 'role' in choice['delta'])
        choice['delta']['function_call'] = { name: 'get_weather', arguments: '' }
      return { ...chunk, moderation: {} }
    }),
}

/** A fault for each rule that was generated from a schema. */
export const rowFaults = (suites: readonly Suite[]): RowFault[] =>
  suites.flatMap((suite) =>
    [...(suite.contract?.rows ?? [])].map(([slug, row]) => ({
      rule: `${suite.id}/${slug}`,
      suite,
      schema: suite.contract?.schema ?? '',
      row,
    })),
  )

/** The first of the answers that has that field, and as it would be with the field wrong; null where none has it. */
export function withRowWrong(
  pool: readonly Observation[],
  { suite, schema, row }: RowFault,
): { right: Observation; wrong: Observation } | null {
  for (const right of pool) {
    const wrong = suite.contract?.values(right).length ? spoiltObservation(right, schema, row) : null
    if (wrong) return { right, wrong }
  }
  return null
}

function spoiltObservation(observation: Observation, schema: string, row: ContractRow): Observation | null {
  if ((observation.stream !== null) !== /chunk|-event-/.test(schema)) return null
  const type = ITEMS[schema]
  const text = observation.stream
    ? spoiltFrames(observation.text, row)
    : type === undefined
      ? spoiltJson(observation.text, row)
      : spoiltItem(observation.text, type, row)
  return text === null ? null : observe(withBody(observation.exchange, text))
}

/** Schemas of what stands inside a body: the items of a response's output, by their type. */
const ITEMS: Record<string, string> = {
  'response-message-item': 'message',
  'response-function-call-item': 'function_call',
}

function spoiltItem(text: string, type: string, row: ContractRow): string | null {
  const parsed = parseJson(text)
  if (!parsed.ok || !isObject(parsed.value)) return null
  const output = objects(parsed.value['output'])
  const at = output.findIndex((item) => item['type'] === type)
  const wrong = at < 0 ? undefined : spoil(output[at] as Json, row)[0]
  return wrong === undefined
    ? null
    : JSON.stringify({ ...parsed.value, output: output.with(at, wrong as (typeof output)[number]) })
}

function spoiltJson(text: string, row: ContractRow): string | null {
  const parsed = parseJson(text)
  const wrong = parsed.ok ? spoil(parsed.value as Json, row)[0] : undefined
  return wrong === undefined ? null : JSON.stringify(wrong)
}

function spoiltFrames(text: string, row: ContractRow): string | null {
  const frames = text.split('\n\n').map((frame) => {
    const [head = '', data = ''] = /^((?:event: .*\n)?data: )?([\s\S]*)$/.exec(frame)?.slice(1) ?? []
    return { frame, head, wrong: spoiltJson(data, row) }
  })
  return frames.every(({ wrong }) => wrong === null)
    ? null
    : frames.map(({ frame, head, wrong }) => (wrong === null ? frame : head + wrong)).join('\n\n')
}

const withBody = (exchange: Exchange, text: string): Exchange =>
  exchange.response
    ? { ...exchange, response: { ...exchange.response, chunks: [toChunk(Buffer.from(text), 120)] } }
    : exchange
