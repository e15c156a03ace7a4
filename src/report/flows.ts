import { markdownTable } from 'markdown-table'
import type { RuleResult } from '../judge/results.ts'
import { ruleMatcher } from '../plan/plan.ts'
import type { RunRecord } from '../run/record.ts'

interface Flow { flow: string; wire: string[]; sdk: string[] }

const SDK = ['*/sdk/**', 'tools/run-tools/**', 'responses/format/parsed', 'responses/function-output/sdk']

/**
 * What an app does, with the rules about the bytes it gets and those about what the official SDK makes of them.
 * Rules on what a parameter of the request effects are left out: no SDK hides whether it was heeded.
 */
export const flows: Flow[] = [
  { flow: 'text', wire: ['chat/**', 'usage/sum/**'], sdk: ['chat/sdk/**'] },
  { flow: 'stream', wire: ['streaming/**', 'usage/stream/**'], sdk: ['streaming/sdk/**'] },
  { flow: 'tool loop', wire: ['tools/{call,ids,names,finish-reason,markup,braces,no-arguments,assistant-replay,replayed-arguments,result-round-trip}/**', 'tools/stream*/**'], sdk: ['tools/sdk/**', 'tools/run-tools/**'] },
  { flow: 'structured object', wire: ['structured-output/{json-object,json-schema}/**'], sdk: ['structured-output/sdk/**', 'responses/format/parsed'] },
  { flow: 'embeddings', wire: ['embeddings/**'], sdk: ['embeddings/sdk/**'] },
  { flow: 'legacy completions', wire: ['completions/{response,chunk,id,text,usage}/**', 'completions/stream*/**'], sdk: ['completions/sdk/**'] },
  { flow: 'responses', wire: ['responses/{object,message-item,function-call-item,function-output,input-items}/**'], sdk: ['responses/sdk/{answered,output-text}', 'responses/function-output/sdk'] },
  { flow: 'responses, streamed', wire: ['responses/stream*/**', 'responses/error-inside/**'], sdk: ['responses/sdk/{iterates,helper,helper-response}'] },
  { flow: 'models', wire: ['models/**'], sdk: ['models/sdk/**'] },
  { flow: 'errors, by class', wire: ['errors/{unknown-model,response-model,completion-model,embedding-model,unknown-route,envelope,message,json,body-form,invalid-body}/**'], sdk: ['errors/sdk/**'] },
]

/** Whether a rule is about a flow: on the wire, or through the SDK. */
export function sideOf({ wire, sdk }: Flow, id: string): 'wire' | 'sdk' | undefined {
  if (ruleMatcher(sdk)(id)) return 'sdk'
  return ruleMatcher(wire)(id) && !ruleMatcher(SDK)(id) ? 'wire' : undefined
}

/** The verdict on the wire beside the verdict through the official SDK, for each main flow. */
export function flowTable({ rules }: RunRecord): string[] {
  const rows = flows.flatMap((flow) => {
    const sides = Map.groupBy(rules.filter(({ reason }) => reason !== 'not selected'), ({ id }) => sideOf(flow, id))
    const [wire, sdk] = [sides.get('wire') ?? [], sides.get('sdk') ?? []].map((side) => side.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail')) as [RuleResult[], RuleResult[]]
    return wire.length + sdk.length === 0 ? [] : [[flow.flow, verdict(wire), verdict(sdk), together(wire, sdk)]]
  })
  return rows.length === 0 ? [] : ['## On the wire and through the SDK', markdownTable([['flow', 'on the wire', 'official SDK (openai, Node)', ''], ...rows])]
}

const failing = (rules: readonly RuleResult[], levels: string[]): number => rules.filter(({ outcome, level }) => outcome === 'fail' && levels.includes(level)).length

function verdict(rules: readonly RuleResult[]): string {
  if (rules.length === 0) return 'not judged'
  const [must, other] = [failing(rules, ['must']), failing(rules, ['should', 'may'])]
  if (must + other === 0) return `${rules.length} pass`
  return `${rules.length - must - other} pass, ${[...(must > 0 ? [`**${must} must fail**`] : []), ...(other > 0 ? [`${other} lesser fail`] : [])].join(', ')}`
}

function together(wire: readonly RuleResult[], sdk: readonly RuleResult[]): string {
  if (wire.length === 0 || sdk.length === 0) return ''
  const [onWire, inSdk] = [failing(wire, ['must']), failing(sdk, ['must', 'should'])]
  if (onWire > 0 && inSdk === 0) return 'wrong on the wire, hidden by the SDK'
  if (onWire === 0 && inSdk > 0) return 'tolerable on the wire, fatal in the SDK'
  return onWire > 0 ? 'wrong in both' : ''
}
