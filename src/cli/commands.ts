import path from 'node:path'
import { closest } from 'fastest-levenshtein'
import { markdownTable } from 'markdown-table'
import { isGroup, isLater, isRepeated, type DeclaredStep } from '../define/steps.ts'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { ruleMatcher } from '../plan/plan.ts'
import { rulesOf } from '../plan/rules.ts'
import { plain } from '../report/markdown-text.ts'
import { reassess, writeReports } from '../run/assess.ts'
import { FORMATS, type RunOptions } from '../run/options.ts'
import { assertRulesExist, prepare, run } from '../run/run.ts'
import { deadlines, type Environment } from '../run/sides.ts'
import { outColours } from './colours.ts'
import { runUpgrade, writeUpgrade } from '../upgrade/stages.ts'
import { interruption } from './interruption.ts'
import { progress } from './progress.ts'
import { printUpgrade, printVerdict } from './verdict.ts'

export async function runCommand(options: RunOptions, env: Environment, command: string): Promise<number> {
  const { signal, keepToOurselves, release } = interruption()
  const shown = progress()
  const judging = (): void => {
    shown.done()
    keepToOurselves()
  }
  try {
    const record = await run({ options, env, command, signal, listener: { ...shown, judging } })
    printVerdict(record, options)
    return record.summary.exitCode
  } finally {
    shown.done()
    release()
  }
}

export async function compareCommand(sides: string[], options: RunOptions, env: Environment, command: string): Promise<number> {
  const { signal, release } = interruption()
  const shown = progress()
  try {
    const upgrade = await runUpgrade({ sides, options, env, command, signal, listener: { ...shown, judging: () => shown.done() } })
    writeUpgrade(upgrade, options.out)
    printUpgrade(upgrade, options.out)
    return options.failOn === 'never' && upgrade.exitCode === 1 ? 0 : upgrade.exitCode
  } finally {
    shown.done()
    release()
  }
}

export async function planCommand(options: RunOptions, env: Environment): Promise<number> {
  const { plan, target, reference, note } = await prepare(options, { secrets: [], deadlines: deadlines(options.timeout), env })
  target.close()
  if (reference.kind === 'endpoint') reference.endpoint.close()
  if (note) console.log(note)
  const rows = plan.suites.map(({ suite, rules, model, requests, tokens }) => [suite.id, plain(model), ...[rules.length, requests, tokens].map(String)])
  console.log(markdownTable([['suite', 'model', 'rules', 'requests', 'tokens'], ...rows], { align: ['l', 'l', 'r', 'r', 'r'] }))
  const reasons = Map.groupBy(plan.skipped, ({ reason }) => reason)
  for (const [reason, rules] of reasons) console.log(`Skipped, ${reason}: ${rules.length} rules`)
  const times = reference.kind === 'endpoint' && reference.endpoint.kind === 'live' ? ', and twice to the live reference' : ''
  console.log(`At most ${plan.requests} requests and ${plan.tokens} generated tokens to the target${times}. Suites share requests, which are sent once, so the column adds up to more.`)
  return 0
}

export async function listCommand(only: string[]): Promise<number> {
  const suites = await loadSuites()
  assertRulesExist(suites, only)
  const wanted = only.length === 0 ? () => true : ruleMatcher(only)
  for (const { id, rule } of suites.flatMap(rulesOf).filter(({ id: one }) => wanted(one))) {
    console.log(`${id}  ${outColours.dim(rule.level)}  ${rule.sentence}`)
  }
  return 0
}

export async function explainCommand(wanted: string): Promise<number> {
  const entries = (await loadSuites()).flatMap(rulesOf)
  const entry = entries.find(({ id }) => id === wanted)
  if (!entry) throw new Failure('RULE_UNKNOWN', `There is no rule ${wanted}; the nearest is ${closest(wanted, entries.map(({ id }) => id))}. \`ollama-conformance list\` shows all.`)
  const { rule, suite } = entry
  const reads = rule.reads?.length === 0 ? 'every answer of the run' : (rule.reads ?? Object.keys(suite.steps)).join(', ')
  const lines = [
    outColours.bold(entry.id), '', rule.sentence, '',
    `level       ${rule.level}`, `who breaks  ${rule.breaks}`, `source      ${rule.source}`, `probe       ${suite.about}`,
    `reads       ${reads}`, `file        suites/${suite.id}.ts`, '',
    ...Object.entries(suite.steps).map(([name, step]) => `${name}: ${describeStep(step)}`),
  ]
  console.log(lines.join('\n'))
  return 0
}

function describeStep(step: DeclaredStep): string {
  if (isLater(step)) return `made from what came before, at most ${step.cap} tokens`
  if (isGroup(step)) return `${step.group === 'at-once' ? 'all at once' : 'over one connection'}: ${step.steps.map(describeStep).join('; ')}`
  const { method, path: at, body, sdk } = isRepeated(step) ? step.step : step
  const times = isRepeated(step) ? `${step.repeat} times ` : ''
  return `${times}${method} ${at}${sdk ? ` (through the SDK: ${sdk})` : ''}${body === null ? '' : ` ${typeof body === 'string' ? body : JSON.stringify(body)}`}`
}

export async function judgeCommand(dir: string): Promise<number> {
  const record = await reassess(dir)
  writeReports(record, { out: dir, formats: [...FORMATS] })
  printVerdict(record, { out: path.normalize(dir), formats: [...FORMATS] })
  return record.summary.exitCode
}
