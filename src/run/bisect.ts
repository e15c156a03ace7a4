import path from 'node:path'
import { folderIn } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { findingText } from '../finding.ts'
import { bisect, type Asked, type Bisected, type BisectStep } from '../history/bisect.ts'
import { notesAbout } from '../history/notes-about.ts'
import { slug } from '../history/order.ts'
import { laterOf, versionsBetween } from '../history/versions-between.ts'
import { rulesOf } from '../judge/rules.ts'
import { nearest } from '../nearest.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Releases } from '../releases/release.ts'
import { runRelease, type ReleaseRunSetup } from './run-release.ts'

/** What is looked for: one rule, or a client that is named by its id or file. */
export type BisectSubject = { kind: 'rule' | 'profile'; name: string }

/** The options say how the releases are asked. What is asked follows from the subject. */
export interface BisectSetup extends ReleaseRunSetup {
  subject: BisectSubject
  /** Told each release that was judged. */
  tell: (step: BisectStep) => void
}

export interface BisectResult {
  found: Bisected
  /** Where it flipped: the report of each of the two releases, what was found, and what the notes say; null where it did not. */
  flip: { version: string; reason: string; reports: [holds: string, fails: string]; notes: string[] } | null
}

/** The releases to be asked, from GOOD to BAD. @throws Failure for what is no release, and where both are one. */
export async function releasesToAsk(
  releases: Releases,
  { good, bad, candidates }: { good: string; bad: string; candidates: boolean },
): Promise<string[]> {
  const ends = { good: await releases.resolve(good), bad: await releases.resolve(bad) }
  if (ends.good === ends.bad)
    throw new Failure(
      'USAGE',
      `GOOD and BAD are both ${ends.good}. Name two releases: one that does well, and one that does not.`,
    )
  return versionsBetween(await releases.list(), { ...ends, candidates })
}

/** @throws Failure for a rule or a client that there is not, before anything is fetched. */
export async function assertSubject({ kind, name }: BisectSubject): Promise<void> {
  if (kind === 'profile') {
    namedProfiles([name])
    return
  }
  const ids = (await loadSuites()).flatMap((suite) => rulesOf(suite).map(({ id }) => id))
  if (!ids.includes(name))
    throw new Failure(
      'RULE_UNKNOWN',
      `--rule ${name} is no rule. The nearest is ${nearest(name, ids)}; \`ollama-conformance list\` shows all.`,
    )
}

/** Behind the name of the folder of each asking: three are the most there are. */
const AGAIN = ['', '-again', '-again-2']

/** Asks releases until two neighbours are left between which the subject flips. */
export async function runBisect(versions: readonly string[], setup: BisectSetup): Promise<BisectResult> {
  const judged = new Map<string, { record: RunRecord; out: string; reason: string }>()
  const found = await bisect(
    versions,
    async (version, time): Promise<Asked> => {
      const out = folderIn(setup.options.out, `${slug(version)}${AGAIN[time - 1] ?? ''}`)
      const record = await recordOf(version, out, setup)
      if (typeof record === 'string') return { state: 'unavailable', reason: record }
      const asked = stateOf(record, setup.subject)
      judged.set(version, { record, out, reason: asked.reason })
      return asked
    },
    setup.tell,
  )
  if (found.kind !== 'flipped') return { found, flip: null }
  const version = laterOf(found.holds, found.fails)
  const report = (of: string): string => path.join(judged.get(of)?.out ?? setup.options.out, 'report.md')
  const { record, reason = '' } = judged.get(found.fails) ?? {}
  const notes = (await setup.releases.notes?.(version).catch(() => null)) ?? ''
  return {
    found,
    flip: {
      version,
      reason,
      reports: [report(found.holds), report(found.fails)],
      notes: notesAbout(notes, record ? rulesBehind(record, setup.subject) : []),
    },
  }
}

/** Judges a release in a run of its own; the reason where it cannot be had, started or asked. */
async function recordOf(version: string, out: string, setup: BisectSetup): Promise<RunRecord | string> {
  const options = { ...setup.options, ...selectionOf(setup.subject), reference: 'none', out }
  try {
    return await runRelease(version, { ...setup, options })
  } catch (error) {
    if (!(error instanceof Failure) || setup.signal.aborted) throw error
    return error.message
  }
}

const selectionOf = ({ kind, name }: BisectSubject): Pick<RunOptions, 'only' | 'profiles'> =>
  kind === 'rule' ? { only: [name], profiles: [] } : { only: [], profiles: [name] }

/** A proper refusal holds a rule up, as in the matrix; a client that breaks fails. */
function stateOf(record: RunRecord, { kind, name }: BisectSubject): Asked {
  if (kind === 'profile') return clientState(record)
  const rule = record.rules.find(({ id }) => id === name)
  if (rule === undefined) return { state: 'open', reason: 'not judged' }
  const [finding] = rule.findings
  if (rule.outcome === 'fail') return { state: 'fails', reason: finding ? findingText(finding) : 'fails' }
  if (rule.outcome === 'pass' || rule.outcome === 'unsupported') return { state: 'holds', reason: rule.outcome }
  return { state: 'open', reason: rule.reason ?? rule.outcome }
}

function clientState({ profiles: [verdict] }: RunRecord): Asked {
  if (verdict === undefined) return { state: 'open', reason: 'not judged' }
  const [broken, open] = [verdict.because[0], verdict.open[0]]
  if (verdict.verdict === 'breaks')
    return { state: 'fails', reason: broken ? `${broken.reason} (${broken.rules[0]})` : 'breaks' }
  if (verdict.verdict === 'not-judged') return { state: 'open', reason: `${open} could not be judged` }
  return { state: 'holds', reason: verdict.verdict }
}

const rulesBehind = ({ profiles: [verdict] }: RunRecord, { kind, name }: BisectSubject): string[] =>
  kind === 'rule' ? [name] : (verdict?.breaks ?? [])
