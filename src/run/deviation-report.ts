import { existsSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import { shippedMatrix } from '../history/shipped-matrix.ts'
import { sinceWhen, type Since } from '../history/since.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { nearest } from '../nearest.ts'
import { DEFAULT_OPTIONS } from '../record/check-options.ts'
import { readRecord } from '../record/read-record.ts'
import type { RunRecord } from '../record/record.ts'
import { isRecording } from '../recording/recording.ts'
import { renderDeviation } from '../report/deviation-report.ts'
import type { Material } from '../report/formats.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Environment } from '../server/side-name.ts'
import { planAlone } from './plan-alone.ts'
import { reassess } from './reassess.ts'

const FIX = 'Name a folder that `run` wrote with --out, its results.json, or a recording, with --from.'

/**
 * The issue text for a rule that fails in a run. `from` is a run folder, its `results.json`, or a recording.
 * @throws Failure where there is no such run or rule, and where the rule does not fail in it.
 */
export async function deviationReport(id: string, from: string, env: Environment): Promise<string> {
  if (id.startsWith('app/'))
    throw new Failure(
      'RULE_PRIVATE',
      `${id} is a rule of an app's own profile, and its requests are the app's. Name the rule of the suite that fails for the same reason.`,
    )
  const { record, evidence } = await materialOf(from)
  const rule = failingRule(record, id, from)
  return renderDeviation({ rule, record, evidence, since: sinceOf(record, id), secrets: environmentSecrets(env) })
}

/** A run with its exchanges, as it is judged today; a run record alone as it stands; a recording, judged. */
async function materialOf(from: string): Promise<Material> {
  if (!existsSync(from)) throw new Failure('RUN_INVALID', `${from} does not exist. ${FIX}`)
  const file = from.endsWith('.json') ? from : path.join(from, 'results.json')
  if (existsSync(file)) {
    const dir = path.dirname(file)
    const record = readRecord(file)
    const isKept = path.basename(file) === 'results.json' && isRecording(path.join(dir, 'target'))
    return isKept && record.target.kind !== 'capture' ? reassess(dir) : { record, evidence: new Map() }
  }
  if (!isRecording(from)) throw new Failure('RUN_INVALID', `${from} is no run and no recording. ${FIX}`)
  const options = { ...DEFAULT_OPTIONS, target: from, reference: 'none', out: undefined }
  const { ask } = await planAlone(options, {}, 'deviation-report')
  return ask([])
}

/** @throws Failure for a rule of which nothing can be reported */
function failingRule({ rules, target }: RunRecord, id: string, from: string): RuleResult {
  const rule = rules.find((one) => one.id === id)
  if (rule === undefined)
    throw new Failure(
      'RULE_UNKNOWN',
      `${from} has no rule ${id}. The nearest is ${nearest(id, failedFirst(rules))}; \`ollama-conformance list\` shows all rules.`,
    )
  if (rule.outcome === 'fail') return rule
  const server = target.server
    ? [target.server.software, target.server.version].filter(Boolean).join(' ')
    : 'the server'
  if (rule.outcome === 'pass')
    throw new Failure('NO_DEVIATION', `${id} passes in ${from} (${server}): there is nothing to report.`)
  throw new Failure(
    'NO_DEVIATION',
    `${id} does not fail in ${from} (${server}): ${rule.outcome}${rule.reason === undefined ? '' : `, ${rule.reason}`}. Only a failure can be reported.`,
  )
}

const failedFirst = (rules: readonly RuleResult[]): string[] =>
  rules.toSorted((a, b) => Number(b.outcome === 'fail') - Number(a.outcome === 'fail')).map(({ id }) => id)

function sinceOf({ target: { server } }: RunRecord, id: string): Since | null {
  if (!server?.version) return null
  const matrix = shippedMatrix()
  return matrix && sinceWhen(matrix, id, { software: server.software, version: server.version })
}
