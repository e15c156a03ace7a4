import { markdownTable } from 'markdown-table'
import type { RunOptions } from '../../record/options.ts'
import { plain } from '../../report/markdown-text.ts'
import { narrowToFailed } from '../../run/only-failed.ts'
import { prepare } from '../../run/run.ts'
import { withServedTarget } from '../../run/served-target.ts'
import { environmentSecrets } from '../../server/environment-secrets.ts'
import { deadlines, type Environment } from '../../server/sides.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'
import { isWatched } from '../watched.ts'

export async function planCommand(given: RunOptions, flags: ReleaseFlags, env: Environment): Promise<number> {
  const { signal, release } = interruption('What was fetched of a release is kept.')
  const shown = progress()
  const serving = { env, releases: releasesFor(flags, env, shown, signal), note: shown.note }
  try {
    return await withServedTarget(await narrowToFailed(given), serving, (options) => showPlan(options, env, signal))
  } finally {
    shown.done()
    release()
  }
}

async function showPlan(options: RunOptions, env: Environment, signal: AbortSignal): Promise<number> {
  const { plan, target, reference, note } = await prepare(options, {
    secrets: environmentSecrets(env),
    deadlines: deadlines(options.timeout),
    env,
    signal,
    mayDemonstrate: isWatched(env),
  })
  target.close()
  if (reference.kind === 'endpoint') reference.endpoint.close()
  if (note) console.log(note)
  const rows = plan.suites.map(({ suite, rules, model, requests, tokens }) => [
    suite.id,
    plain(model),
    ...[rules.length, requests, tokens].map(String),
  ])
  console.log(
    markdownTable([['suite', 'model', 'rules', 'requests', 'tokens'], ...rows], { align: ['l', 'l', 'r', 'r', 'r'] }),
  )
  if (plan.suites.some(({ rules }) => rules.length === 0))
    console.log('Suites with 0 rules are asked because rules of other suites read their answers.')
  const reasons = Map.groupBy(plan.skipped, ({ reason }) => reason)
  for (const [reason, rules] of reasons) console.log(`Skipped, ${reason}: ${rules.length} rules`)
  const times =
    reference.kind === 'endpoint' && reference.endpoint.kind === 'live' ? ', and twice to the live reference' : ''
  console.log(
    `At most ${plan.requests} requests and ${plan.tokens} generated tokens to the target${times}. Suites share requests, which are sent once, so the column adds up to more.${target.discovery === 0 ? '' : ` Before them ${target.discovery} requests find its models.`}`,
  )
  return 0
}
