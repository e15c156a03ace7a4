import { inLockedFolder } from '../../disk/lock.ts'
import { Failure } from '../../failure.ts'
import type { RunOptions } from '../../record/options.ts'
import { counted } from '../../report/markdown-text.ts'
import { assertSubject, releasesToAsk, runBisect, type BisectSubject } from '../../run/bisect.ts'
import { exitCodeOfBisect, printBisect, printStep } from '../bisect-verdict.ts'
import type { CommandContext } from '../command.ts'
import { interruption } from '../interruption.ts'
import { note } from '../note.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'

export interface BisectWish {
  good: string
  bad: string
  candidates: boolean
  rule: string | undefined
  profile: string | undefined
  flags: ReleaseFlags
}

/** Finds the release in which a rule, or the verdict on a client, flipped. */
export async function bisectCommand(
  { rule, profile, flags, ...ends }: BisectWish,
  options: RunOptions,
  { env, line, releases: given }: Pick<CommandContext, 'env' | 'line' | 'releases'>,
): Promise<number> {
  const subject = subjectOf(rule, profile)
  await assertSubject(subject)
  const { signal, release } = interruption('No further release is asked.')
  const shown = progress()
  try {
    const releases = given ?? releasesFor(flags, env, shown, signal)
    const versions = await releasesToAsk(releases, ends)
    note(`${counted(versions.length - 2, 'release')} between ${versions[0]} and ${versions.at(-1)}`)
    const setup = { releases, subject, options, env, command: line, signal, note, tell: printStep }
    const result = await inLockedFolder(options.out, '--out', () => runBisect(versions, setup))
    printBisect(result, subject)
    return exitCodeOfBisect(result)
  } finally {
    shown.done()
    release()
  }
}

/** @throws Failure where not exactly one is named. */
function subjectOf(rule: string | undefined, profile: string | undefined): BisectSubject {
  if (rule !== undefined && profile === undefined) return { kind: 'rule', name: rule }
  if (profile !== undefined && rule === undefined) return { kind: 'profile', name: profile }
  throw new Failure('USAGE', 'Name what flipped: either --rule ID, or --profile with a known client or a file.')
}
