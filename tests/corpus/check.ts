/**
 * `npm run check:corpus -- DIR`: judges recorded answers of the real service one by one. Any alarm is a false one.
 * The answers of other providers that lie there are judged with their presets, and what fails and no preset documents is printed; with
 * `--presets` that counts as well, and with `--report` every departure is printed.
 */
import { existsSync } from 'node:fs'
import { readCorpus } from '../../scripts/observed/corpus.ts'
import { trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf, type RuleEntry } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { corpusAlarms, isJudged } from './alarms.ts'
import { aloneAlarms } from './alone.ts'
import { judgeProvider } from './providers.ts'

/** The files of the real service. */
const REAL = 'openai.*'
/** Those of others. */
const OTHERS = 'other.*'

async function main(args: string[]): Promise<number> {
  const report = args.includes('--report')
  const dir = args.find((arg) => !arg.startsWith('-'))
  if (dir === undefined || !existsSync(dir))
    return complain(
      dir === undefined ? 'Name the folder with the corpus: npm run check:corpus -- DIR' : `${dir} does not exist.`,
    )
  const rows = readCorpus(dir, REAL).filter(isJudged)
  if (rows.length === 0) return complain(`${dir} has no openai.* files with exchanges in it.`)
  const rules = trafficRules((await loadSuites()).flatMap(rulesOf))
  const own = { alarms: 0, judged: 0, exchanges: 0 }
  for (const row of rows) {
    const { judged, alarms: asked } = corpusAlarms(row, rules)
    const alarms = [...asked, ...(await aloneAlarms(row))]
    for (const alarm of alarms)
      console.log(`ALARM ${row.provider} ${row.id} (${row.endpoint}, ${row.recordedAt ?? 'undated'}): ${alarm}`)
    own.alarms += alarms.length
    own.judged += judged
    own.exchanges += 1
  }
  console.log(
    `${own.exchanges} real answers, ${rules.length} rules of single answers, ${own.judged} verdicts, ${own.alarms} false alarms`,
  )
  const undocumented = checkOthers(dir, rules, report)
  return own.alarms > 0 || (args.includes('--presets') && undocumented > 0) ? 1 : 0
}

/** Judges what lies there of other providers, and gives the number of failures that a preset should tell of and does not. */
function checkOthers(dir: string, rules: readonly RuleEntry[], report: boolean): number {
  let count = 0
  for (const [provider, rows] of Map.groupBy(readCorpus(dir, OTHERS).filter(isJudged), (row) => row.provider)) {
    const { preset, answers, judged, documented, undocumented } = judgeProvider(rows, rules)
    // Without a list of departures nothing is documented: there it counts that nothing breaks.
    const counts = preset?.deviations !== undefined
    if (counts) count += undocumented.length
    console.log(
      `${provider} (${preset ? `preset ${preset.id}` : 'no preset'}): ${answers} answers, ${judged} rules judged, ${documented.length} documented departures, ${undocumented.length} others`,
    )
    if (report) for (const id of documented) console.log(`  documented ${id}`)
    if (report || counts)
      for (const departure of undocumented) console.log(`  ${counts ? 'UNDOCUMENTED' : 'departure'} ${departure}`)
  }
  return count
}

function complain(why: string): number {
  console.error(why)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = complain(
    `The corpus could not be judged: ${error instanceof Error ? error.message : String(error)}`,
  )
}
