import { markdownTable } from 'markdown-table'
import type { RuleResult } from '../judge/results.ts'
import { ruleMatcher } from '../plan/plan.ts'
import type { RunRecord } from '../run/record.ts'

/** What an app does, with the rules about the bytes and those about what the official SDK makes of them. */
const FLOWS: { flow: string; wire: string[]; sdk: string[] }[] = [
  { flow: 'text', wire: ['chat/**'], sdk: ['chat/sdk/**'] },
  { flow: 'stream', wire: ['streaming/**'], sdk: ['streaming/sdk/**'] },
  { flow: 'tool loop', wire: ['tools/**'], sdk: ['tools/sdk/**', 'tools/run-tools/**'] },
  { flow: 'structured output', wire: ['structured-output/**'], sdk: ['structured-output/sdk*/**'] },
  { flow: 'embeddings', wire: ['embeddings/**'], sdk: ['embeddings/sdk*/**'] },
  { flow: 'legacy completions', wire: ['completions/**'], sdk: ['completions/sdk*/**'] },
  { flow: 'responses', wire: ['responses/**'], sdk: ['responses/sdk*/**'] },
  { flow: 'errors', wire: ['errors/**'], sdk: ['errors/sdk*/**'] },
]

/** The verdict on the wire beside the verdict through the official SDK, for each main flow. */
export function flowTable({ rules }: RunRecord): string[] {
  const judged = rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail')
  const rows = FLOWS.flatMap(({ flow, wire, sdk }) => {
    const through = judged.filter(({ id }) => ruleMatcher(sdk)(id))
    const bytes = judged.filter(({ id }) => ruleMatcher(wire)(id) && !ruleMatcher(sdk)(id))
    return through.length === 0 || bytes.length === 0 ? [] : [[flow, verdict(bytes), verdict(through), together(bytes, through)]]
  })
  return rows.length === 0 ? [] : ['## On the wire and through the SDK', markdownTable([['flow', 'on the wire', 'official SDK (openai, Node)', ''], ...rows])]
}

const failing = (rules: readonly RuleResult[], levels: string[]): number => rules.filter(({ outcome, level }) => outcome === 'fail' && levels.includes(level)).length

function verdict(rules: readonly RuleResult[]): string {
  const [must, other] = [failing(rules, ['must']), failing(rules, ['should', 'may'])]
  if (must + other === 0) return `${rules.length} pass`
  return `${rules.length - must - other} pass, ${[...(must > 0 ? [`**${must} must fail**`] : []), ...(other > 0 ? [`${other} lesser fail`] : [])].join(', ')}`
}

function together(wire: readonly RuleResult[], sdk: readonly RuleResult[]): string {
  const [onWire, inSdk] = [failing(wire, ['must']), failing(sdk, ['must', 'should'])]
  if (onWire > 0 && inSdk === 0) return 'wrong on the wire, hidden by the SDK'
  if (onWire === 0 && inSdk > 0) return 'tolerable on the wire, fatal in the SDK'
  return onWire > 0 ? 'wrong in both' : ''
}
