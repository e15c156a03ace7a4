/**
 * `npm run check:mutations -- DIR`: changes one thing at a time in recorded answers of OpenAI. Somebody must notice, or one of the lists
 * says why not. `--write` brings the lists of what nobody notices yet up to date, that of the stand-in's answers as well.
 */
import { trafficRules } from '../../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../../src/judge/rules.ts'
import { loadSuites } from '../../../src/plan/load-suites.ts'
import { allowedOfRecorded } from './allowed-of-recorded.ts'
import { allowedBy } from './allowed.ts'
import { standInBases } from './bases.ts'
import { recordedIn, tryRecorded } from './recorded.ts'
import { tryAll, type Tried } from './tried.ts'
import { missed, readUnnoticed, writeUnnoticed } from './unnoticed.ts'

async function main(args: string[]): Promise<number> {
  const dir = args.find((arg) => !arg.startsWith('-'))
  const answers = dir === undefined ? [] : recordedIn(dir)
  if (answers.length === 0) {
    console.error('Name a folder with openai.*.jsonl.gz files: npm run check:mutations -- DIR')
    return 2
  }
  const tried = tryRecorded(answers, trafficRules((await loadSuites()).flatMap(rulesOf)))
  const now = missed(tried, allowedOfRecorded)
  const known = readUnnoticed('recorded')
  if (args.includes('--write')) {
    writeUnnoticed('recorded', now)
    writeUnnoticed('stand-in', missed(tryAll(await standInBases())))
  }
  const fresh = now.filter((change) => !known.includes(change))
  const gone = known.filter((change) => !now.includes(change))
  for (const change of fresh) console.log(`UNNOTICED ${change}`)
  for (const change of gone) console.log(`noticed now ${change}`)
  const idle = unused(tried)
  for (const reason of idle) console.log(`ALLOWS NOTHING ${reason}`)
  const count = (is: (by: string | undefined) => boolean): number => tried.filter(({ caught }) => is(caught?.by)).length
  console.log(
    `${answers.length} recorded answers, ${tried.length} kinds of changes: ${count((by) => by === 'rule')} noticed by a rule, ` +
      `${count((by) => by === 'facts' || by === 'reference')} by the comparison, ${count((by) => by === undefined) - now.length} allowed, ` +
      `${now.length} unnoticed, ${fresh.length} of them not listed${gone.length > 0 ? '; --write takes out what is noticed now' : ''}`,
  )
  return idle.length > 0 || (fresh.length > 0 && !args.includes('--write')) ? 1 : 0
}

/** Reasons why recorded answers may differ that excuse nothing any more. */
function unused(tried: readonly Tried[]): string[] {
  const used = new Set(
    tried
      .filter(({ caught }) => caught === null)
      .map(({ mutation, site }) => allowedBy(mutation, site, allowedOfRecorded)),
  )
  return allowedOfRecorded.filter((entry) => !used.has(entry)).map(({ reason }) => reason)
}

process.exitCode = await main(process.argv.slice(2))
