import { ruleMatcher } from '../globs.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord } from '../record/record.ts'
import { table } from './table.ts'

/** Something an app does; `sideOf` tells whether a rule is about it, and whether on the wire or through the official SDK. */
interface Flow {
  flow: string
  sideOf: (id: string) => 'wire' | 'sdk' | undefined
}

const throughSdk = ruleMatcher([
  '*/sdk/**',
  'tools/run-tools/**',
  'responses/format/parsed',
  'responses/function-output/sdk',
])

function flow(name: string, wire: string[], sdk: string[]): Flow {
  const [onWire, inSdk] = [ruleMatcher(wire), ruleMatcher(sdk)]
  return { flow: name, sideOf: (id) => (inSdk(id) ? 'sdk' : onWire(id) && !throughSdk(id) ? 'wire' : undefined) }
}

/**
 * The main flows, with the rules about the bytes an app gets and those about what the official SDK makes of them.
 * Rules on what a parameter of the request effects are left out: no SDK hides whether it was heeded.
 */
export const flows: Flow[] = [
  flow('text', ['chat/**', 'usage/sum/**'], ['chat/sdk/**']),
  flow('stream', ['streaming/**', 'usage/stream/**'], ['streaming/sdk/**']),
  flow(
    'tool loop',
    [
      'tools/{call,ids,names,finish-reason,markup,braces,no-arguments,assistant-replay,replayed-arguments,result-round-trip}/**',
      'tools/stream*/**',
    ],
    ['tools/sdk/**', 'tools/run-tools/**'],
  ),
  flow(
    'structured object',
    ['structured-output/{json-object,json-schema}/**'],
    ['structured-output/sdk/**', 'responses/format/parsed'],
  ),
  flow('embeddings', ['embeddings/**'], ['embeddings/sdk/**']),
  flow(
    'legacy completions',
    ['completions/{response,chunk,id,text,usage}/**', 'completions/stream*/**'],
    ['completions/sdk/**'],
  ),
  flow(
    'responses',
    ['responses/{object,message-item,function-call-item,function-output,input-items}/**'],
    ['responses/sdk/{answered,output-text}', 'responses/function-output/sdk'],
  ),
  flow(
    'responses, streamed',
    ['responses/stream*/**', 'responses/error-inside/**'],
    ['responses/sdk/{iterates,helper,helper-response}'],
  ),
  flow('models', ['models/**'], ['models/sdk/**']),
  flow(
    'errors, by class',
    [
      'errors/{unknown-model,response-model,completion-model,embedding-model,unknown-route,envelope,message,json,body-form,invalid-body}/**',
    ],
    ['errors/sdk/**'],
  ),
]

export const FLOW_HEAD = ['flow', 'on the wire', 'official SDK (openai, Node)', 'in short']

/** The verdict on the wire beside the verdict through the official SDK, for each main flow that was judged. */
export function flowRows({ rules }: RunRecord): string[][] {
  return flows.flatMap(({ flow: name, sideOf }) => {
    const sides = Map.groupBy(
      rules.filter(({ code }) => code !== 'not-selected'),
      ({ id }) => sideOf(id),
    )
    const [wire, sdk] = [sides.get('wire') ?? [], sides.get('sdk') ?? []].map((side) =>
      side.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail'),
    ) as [RuleResult[], RuleResult[]]
    return wire.length + sdk.length === 0 ? [] : [[name, verdict(wire), verdict(sdk), together(wire, sdk)]]
  })
}

export function flowTable(record: RunRecord): string[] {
  const rows = flowRows(record)
  return rows.length === 0
    ? []
    : [
        '## On the wire and through the SDK',
        table([FLOW_HEAD, ...rows.map((row) => row.map((text) => text.replace(/\d+ must fail/, '**$&**')))]),
      ]
}

const failed = (rules: readonly RuleResult[], levels: string[]): RuleResult[] =>
  rules.filter(({ outcome, level }) => outcome === 'fail' && levels.includes(level))
const failing = (rules: readonly RuleResult[], levels: string[]): number => failed(rules, levels).length

function verdict(rules: readonly RuleResult[]): string {
  if (rules.length === 0) return 'not judged'
  const [must, other] = [failing(rules, ['must']), failing(rules, ['should', 'may'])]
  if (must + other === 0) return `${rules.length} pass`
  return `${rules.length - must - other} pass, ${[...(must > 0 ? [`${must} must fail`] : []), ...(other > 0 ? [`${other} lesser fail`] : [])].join(', ')}`
}

function together(wire: readonly RuleResult[], sdk: readonly RuleResult[]): string {
  if (wire.length === 0 || sdk.length === 0) return ''
  const [onWire, inSdk] = [failed(wire, ['must']), failing(sdk, ['must', 'should'])]
  if (onWire.length === 0) return inSdk > 0 ? 'tolerable on the wire, fatal in the SDK' : ''
  if (inSdk > 0) return 'wrong in both'
  const given = onWire.filter((rule) => wasGiven(rule, sdk))
  if (given.length === 0) return 'wrong on the wire, not tried through the SDK'
  return `wrong on the wire, ${given.length < onWire.length ? 'in part ' : ''}hidden by the SDK`
}

/** Whether the SDK was given what is wrong: an answer that the rule found wrong, or any, where all are. */
function wasGiven({ findings }: RuleResult, sdk: readonly RuleResult[]): boolean {
  const given = new Set(sdk.flatMap(({ exchanges }) => exchanges))
  return findings.some(
    ({ exchange, answers }) =>
      (exchange !== undefined && given.has(exchange)) || (answers !== undefined && answers.with === answers.of),
  )
}
