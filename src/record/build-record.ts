import { rulesOf } from '../judge/rules.ts'
import { judgeCapabilities } from '../policy/capabilities.ts'
import { shippedCapabilities } from '../policy/capability-file.ts'
import { shippedProfiles } from '../policy/profile-file.ts'
import { judgeProfile } from '../policy/profile-verdict.ts'
import type { Suite } from '../suite/suite.ts'
import { gateFor } from './gate.ts'
import { ownVersion } from './own-version.ts'
import type { RunRecord, Summary } from './record.ts'
import type { Shard } from './shard.ts'
import { summarize } from './summary.ts'

/** What judging and comparing found; the rest of a record follows from it. */
export type Found = Omit<RunRecord, 'format' | 'suite' | 'summary' | 'profiles' | 'capabilities' | 'metadata'>

interface Occasion {
  suites: readonly Suite[]
  command: string
  startedAt: string
}

/** The record of what was found: how each client fares, the verdict, and when and where it was. */
export function buildRecord(
  { target, reference, options, rules, differences, knownProblems, ...more }: Found,
  { suites, command, startedAt }: Occasion,
): RunRecord {
  const shipped = shippedProfiles()
  const asked = options.profiles.map((profile) => judgeProfile(profile, shipped, rules))
  const others = shipped
    .filter(({ id }) => !asked.some((one) => one.id === id))
    .map((profile) => judgeProfile(profile, shipped, rules))
  const profiles = [...asked, ...others]
  return {
    format: 'ollama-conformance/run@3',
    suite: { name: 'ollama-conformance', version: ownVersion(), rules: suites.flatMap(rulesOf).length },
    target,
    reference,
    options,
    summary: ofShard(
      options.shard,
      summarize(rules, gateFor(options.failOn, asked, rules), {
        interrupted: options.interrupted,
        problems: knownProblems,
        clients: profiles,
        calls: more.capture?.calls,
      }),
    ),
    rules,
    profiles,
    capabilities: judgeCapabilities(shippedCapabilities(), rules),
    differences,
    knownProblems,
    ...more,
    metadata: {
      startedAt,
      finishedAt: new Date().toISOString(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      command,
    },
  }
}

/** A part is never taken for the whole. */
const ofShard = (shard: Shard | undefined, summary: Summary): Summary =>
  shard ? { ...summary, sentence: `Shard ${shard.index} of ${shard.of}: ${summary.sentence}` } : summary
