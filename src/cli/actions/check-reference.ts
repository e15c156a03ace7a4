import path from 'node:path'
import { countedDrift, type ReferenceCheck } from '../../drift/drift.ts'
import { checkOptions, DEFAULT_OPTIONS } from '../../record/check-options.ts'
import type { RunOptions } from '../../record/options.ts'
import { counted, plain } from '../../report/markdown-text.ts'
import { checkReference } from '../../run/check-reference.ts'
import type { RunListener } from '../../server/run-listener.ts'
import type { Environment } from '../../server/sides.ts'
import { outColours } from '../colours.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'

const MOST_LISTED = 20
const COLOURS = { 0: outColours.green, 1: outColours.red, 2: outColours.yellow }
const TITLES = { 0: 'AS KNOWN', 1: 'DIFFERS', 2: 'COULD NOT ASK' }

export async function checkReferenceCommand(
  flags: Partial<RunOptions>,
  env: Environment,
  command: string,
): Promise<number> {
  const options = checkOptions({ ...DEFAULT_OPTIONS, ...flags })
  const { signal, release } = interruption()
  const shown = progress()
  try {
    const check = await checkReference({ options, env, command, signal, listener: { ...shown, planned } })
    shown.done()
    printCheck(check, options.out)
    return check.exitCode
  } finally {
    shown.done()
    release()
  }
}

/** Says who is asked, and how much at most. */
const planned: RunListener['planned'] = (plan, { kind, info }) => {
  const { server, baseUrl, models } = info
  console.error(
    `Reference  ${plain(server.software)} ${kind === 'live' ? `at ${plain(baseUrl)}` : 'recorded'}, ${plain(models.chat.name ?? 'no chat model')}`,
  )
  console.error(
    `Plan       ${counted(plan.suites.length, 'suite')}, at most ${counted(plan.requests, 'request')} and ${plan.tokens} generated tokens`,
  )
}

function printCheck(check: ReferenceCheck, out: string): void {
  const { sentence, exitCode, differences } = check
  console.log(`\n${COLOURS[exitCode](outColours.bold(TITLES[exitCode]))}  ${plain(sentence)}.`)
  const all = countedDrift(differences)
  for (const { kind, scope, path: place, message } of all.slice(0, MOST_LISTED))
    console.log(`  ${kind.padEnd(12)}  ${plain(place, 80)}  ${outColours.dim(plain(`${scope}: ${message}`, 120))}`)
  if (all.length > MOST_LISTED) console.log(`  … and ${counted(all.length - MOST_LISTED, 'more difference')}`)
  console.log(`Written to ${path.join(out, 'reference.md')}`)
}
