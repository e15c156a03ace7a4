import { ruleMatcher } from '../../globs.ts'
import { knownBetween } from '../../history/between.ts'
import { parseVersion } from '../../history/order.ts'
import { shippedMatrix } from '../../history/shipped-matrix.ts'
import type { Upgrade } from '../../history/upgrade.ts'
import { namedProfiles, shippedProfiles } from '../../policy/profile-file.ts'
import { judgesFor } from '../../policy/stance-in-run.ts'
import type { RunOptions } from '../../record/options.ts'
import { byVersion } from '../../releases/release-name.ts'
import type { Releases } from '../../releases/release.ts'
import { installText } from '../../report/install-text.ts'
import { knownBetweenLines } from '../../report/known-between.ts'
import { plain } from '../../report/markdown-text.ts'
import { findRunningOllama, type RunningOllama } from '../../server/running-ollama.ts'
import { withoutUserInfo } from '../../wire/address.ts'
import type { CommandContext } from '../command.ts'
import { note } from '../note.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'
import { compareSides } from './compare.ts'

export interface UpgradeFlags extends ReleaseFlags {
  to: string
  anyway: boolean
}

/** Names that mean the newest release, and no step back. */
const NEWEST = ['latest', 'latest-rc']

/** Compares the Ollama that runs with another release, which is fetched and started beside it. */
export async function upgradeCommand(
  { to, anyway, ...flags }: UpgradeFlags,
  options: RunOptions,
  { env, line, releases: given }: Pick<CommandContext, 'env' | 'line' | 'releases'>,
): Promise<number> {
  const concerns = concernedBy(options)
  const running = await findRunningOllama(options, env)
  const shown = progress()
  // Nothing runs yet that would have to be stopped, and a download that is killed leaves no half release.
  const { signal } = new AbortController()
  const releases = given ?? releasesFor(flags, env, shown, signal)
  const version = await fetched({ to, anyway }, { running, releases, concerns }).finally(() => shown.done())
  if (version === null) return 0
  const upgrade = await compareSides([running.side, version], options, { flags, env, command: line, releases })
  console.log(plain(goOnText(upgrade, version), 600))
  return upgrade.exitCode
}

interface Step {
  running: RunningOllama
  releases: Releases
  concerns: (id: string) => boolean
}

/** Fetches the release, after all that is known without it; null where there is nothing to compare. */
async function fetched(
  { to, anyway }: Pick<UpgradeFlags, 'to' | 'anyway'>,
  { running, releases, concerns }: Step,
): Promise<string | null> {
  const version = await releases.resolve(to)
  const idle = whyIdle(running.version, version, to)
  if (idle !== null && !anyway) {
    console.log(plain(`Nothing to do: ${idle} --anyway compares all the same.`))
    return null
  }
  note(`Ollama ${running.version} runs at ${withoutUserInfo(running.side)}. ${stepText(running.version, version)}`)
  const between = { from: running.version, to: version }
  const matrix = shippedMatrix()
  for (const known of matrix ? knownBetweenLines(knownBetween(matrix, between, concerns)) : []) note(known)
  if (!running.isHere) note('The other release is started on this machine, with the models of this machine.')
  await releases.install(version)
  return version
}

/** The rules that the options leave, as far as can be told without asking anybody. @throws Failure for an unknown profile. */
function concernedBy({ profiles: names, only, skip }: RunOptions): (id: string) => boolean {
  const needs = namedProfiles(names).map((profile) => judgesFor(profile, shippedProfiles()))
  const [wanted, unwanted] = [only.length === 0 ? () => true : ruleMatcher(only), ruleMatcher(skip)]
  return (id) => wanted(id) && !unwanted(id) && (needs.length === 0 || needs.some((needed) => needed(id)))
}

/** Why there is nothing to compare; null where there is. */
function whyIdle(running: string, version: string, to: string): string | null {
  const order = orderOf(running, version)
  if (order === 0) return `Ollama ${running} runs already${NEWEST.includes(to) ? `, and is ${to}` : ''}.`
  return order > 0 && NEWEST.includes(to) ? `Ollama ${running} runs, which is newer than ${to}, ${version}.` : null
}

const stepText = (running: string, version: string): string =>
  orderOf(running, version) > 0
    ? `${version} is older: this tells what the way back would change.`
    : `The other release is ${version}.`

/** Above 0 where the second is older. A version that cannot be read comes before all others. */
function orderOf(running: string, version: string): number {
  const [one, other] = [parseVersion(running), parseVersion(version)]
  if (!one || !other) return running === version ? 0 : -1
  return byVersion(one, other)
}

/** The last line: how to get the release, or how to get it all the same. */
function goOnText({ verdict }: Upgrade, version: string): string {
  const how = installText(version, process.platform)
  if (verdict === 'regresses') return `To install ${version} all the same: ${how}`
  return verdict === 'could-not-judge'
    ? `To install ${version} once it is judged: ${how}`
    : `To install ${version}: ${how}`
}
