/**
 * `npm run check:corpus -- DIR`: judges recorded answers of the real service one by one. Any alarm is a false one.
 * With `--report`, the answers of other providers are judged as well; they only show that nothing crashes and count for nothing.
 */
import { existsSync } from 'node:fs'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { rulesOf } from '../../src/plan/rules.ts'
import { readCorpus } from '../../src/reference/corpus.ts'
import { corpusAlarms, isJudged } from './alarms.ts'

/** The files of the real service. */
const REAL = 'openai.*'

async function main(args: string[]): Promise<number> {
  const report = args.includes('--report')
  const dir = args.find((arg) => !arg.startsWith('-'))
  if (dir === undefined || !existsSync(dir)) return complain(dir === undefined ? 'Name the folder with the corpus: npm run check:corpus -- DIR' : `${dir} does not exist.`)
  const rows = readCorpus(dir, report ? `{${REAL},other.*}` : REAL).filter(isJudged)
  if (rows.length === 0) return complain(`${dir} has no openai.* files with exchanges in it.`)
  const rules = (await loadSuites()).flatMap(rulesOf).filter(({ rule }) => rule.reads?.length === 0)
  const own = { alarms: 0, judged: 0, exchanges: 0 }
  for (const row of rows) {
    const { alarms, judged } = corpusAlarms(row, rules)
    const counts = row.provider === 'openai'
    for (const alarm of alarms) console.log(`${counts ? 'ALARM' : 'other'} ${row.provider} ${row.id} (${row.endpoint}, ${row.recordedAt ?? 'undated'}): ${alarm}`)
    if (!counts) continue
    own.alarms += alarms.length
    own.judged += judged
    own.exchanges += 1
  }
  console.log(`${own.exchanges} real answers, ${rules.length} rules of single answers, ${own.judged} verdicts, ${own.alarms} false alarms`)
  return own.alarms > 0 ? 1 : 0
}

function complain(why: string): number {
  console.error(why)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = complain(`The corpus could not be judged: ${error instanceof Error ? error.message : String(error)}`)
}
