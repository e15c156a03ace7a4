import { statSync } from 'node:fs'
import path from 'node:path'
import { folderIn } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import { ruleResult, unjudged, type RuleResult } from '../judge/rule-result.ts'
import { rulesOf, type RuleEntry } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { assertGlobsMatch, selectFor } from '../plan/select.ts'
import { withDocumented } from '../policy/documented.ts'
import type { Preset } from '../policy/preset.ts'
import { shippedProfiles } from '../policy/profile-file.ts'
import type { Profile } from '../policy/profile.ts'
import { buildRecord } from '../record/build-record.ts'
import { capturedRules, LEFT_OUT } from '../record/capture-summary.ts'
import type { RunOptions } from '../record/options.ts'
import { openCapture } from '../recording/capture.ts'
import { startRecording } from '../recording/recording.ts'
import type { Material } from '../report/formats.ts'
import { chooseModels } from '../server/models.ts'
import { trafficOf, type Suite } from '../suite/suite.ts'
import { assertRulesExist } from './assert-selection.ts'
import { CapturedCalls } from './captured-calls.ts'
import { NOBODY } from './side-info.ts'

export interface CaptureSetup extends Pick<RunOptions, 'only' | 'skip' | 'out' | 'failOn'> {
  /** A file, a recording, or a folder of captures. */
  file: string
  command: string
  /** Secrets that are masked, beside those that the traffic gives away itself. */
  secrets: readonly string[]
  /** Whose traffic it is, where that is known: what is documented of it fails nothing. */
  preset?: Preset | undefined
  /** The clients it is about; all where empty. */
  profiles: Profile[]
}

/**
 * Judges captured traffic against the contract, offline: what the rules of any answer demand, and how the answers differ from what
 * OpenAI was observed to send. Rules that need a probe of their own are skipped. @throws Failure when nothing in the file can be judged.
 */
export async function judgeCapture(setup: CaptureSetup): Promise<Material> {
  const judging = await startJudging(setup)
  const capture = openCapture(setup.file, setup.secrets)
  for await (const captured of capture.exchanges) judging.calls.add(captured)
  return materialOf(judging, capture.label)
}

/** Calls that are judged as they are read. */
export interface Judging {
  setup: CaptureSetup
  startedAt: string
  suites: Suite[]
  all: RuleEntry[]
  wanted: ReadonlySet<RuleEntry>
  calls: CapturedCalls
}

export async function startJudging(setup: CaptureSetup): Promise<Judging> {
  const { file, profiles } = setup
  const startedAt = new Date().toISOString()
  const suites = await loadSuites({ profiles })
  const all = suites.flatMap(rulesOf)
  assertRulesExist(suites, [...setup.only, ...setup.skip])
  assertGlobsMatch(
    profiles,
    all.map(({ id }) => id),
  )
  const { only, skip } = selectFor(profiles, shippedProfiles, suites, { only: setup.only, skip: setup.skip })
  const [isWanted, isUnwanted] = [only.length === 0 ? () => true : ruleMatcher(only), ruleMatcher(skip)]
  const wanted = new Set(all.filter(({ id }) => isWanted(id) && !isUnwanted(id)))
  const root = statSync(file, { throwIfNoEntry: false })?.isDirectory() ? file : path.dirname(file)
  return { setup, startedAt, suites, all, wanted, calls: new CapturedCalls(wanted, root) }
}

/** What the calls so far add up to. @throws Failure where there are none. */
export async function materialOf(judging: Judging, label: string): Promise<Material> {
  const { setup, startedAt, suites, calls } = judging
  const { only, skip, out, failOn, command, preset, profiles } = setup
  assertSome(judging)
  await keepEvidence(out, calls)
  const rules = withDocumented(results(judging), preset)
  const record = buildRecord(
    {
      target: {
        ...NOBODY,
        kind: 'capture',
        label: `${label}: ${calls.describe()}`,
        baseUrl: calls.onlyHost(),
        ...(preset ? { preset } : {}),
      },
      reference: { ...NOBODY, kind: 'observed', label: calls.facts.label },
      options: { only, skip, failOn, interrupted: false, known: [], profiles },
      rules,
      differences: calls.differences(),
      knownProblems: [],
      toolUse: null,
      traffic: { target: calls.traffic, reference: null },
      capture: { ...calls.summary(), rules: capturedRules(rules) },
    },
    { suites, command, startedAt },
  )
  return { record, evidence: new Map(calls.evidence.map((one) => [one.exchange.key, one])) }
}

function assertSome({ setup: { file }, calls }: Judging): void {
  const { calls: judged, leftOut } = calls.summary()
  if (judged > 0) return
  const others = leftOut.map(({ reason, count }) => `${count} ${LEFT_OUT[reason]}`).join(', ')
  throw new Failure(
    'CAPTURE_EMPTY',
    `${file} holds no answered call to an OpenAI-compatible API (${others || 'nothing at all'}). Capture the calls of your app, with bodies.`,
  )
}

/** What became of each rule, sorted by id. */
const results = ({ all, wanted, calls }: Judging): RuleResult[] =>
  all
    .map((entry): RuleResult => {
      if (!wanted.has(entry)) return unjudged(entry, 'not-selected', 'not selected')
      if (!trafficOf(entry.rule))
        return unjudged(entry, 'needs-probe', 'it needs a probe of its own, which captured traffic has not')
      const result = ruleResult(entry, calls.judge.verdict(entry.id))
      return result.outcome === 'fail' ? { ...result, seenAt: calls.seenAt(entry.id) } : result
    })
    .sort((a, b) => a.id.localeCompare(b.id))

/** The exchanges that the report shows, so that it can be written from the folder. */
async function keepEvidence(out: string, { evidence }: CapturedCalls): Promise<void> {
  const { write, close } = startRecording(folderIn(out, 'target'), {
    format: 'ollama-conformance/recording@1',
    baseUrl: 'http://captured.invalid/v1',
    server: { software: 'captured traffic', version: null },
    apiPath: '/v1',
    native: false,
    models: chooseModels([], {}),
    recordedAt: new Date().toISOString(),
    note: 'Only the exchanges that a finding rests on.',
  })
  for (const { exchange } of evidence) write(exchange)
  await close()
}
