import type { Outcome } from '../src/finding.ts'
import type { Stage } from '../src/history/rule-change.ts'
import { compareStages, type Stages, type Upgrade, type UpgradeSetting } from '../src/history/upgrade.ts'
import type { RuleResult } from '../src/judge/rule-result.ts'
import type { RunRecord } from '../src/record/record.ts'
import type { Evidence } from '../src/report/evidence.ts'
import type { UpgradeMaterial } from '../src/report/upgrade-material.ts'
import { rule } from './rule-result.ts'

export type Said = Outcome | RuleResult

/** A stage with these rules, by id. */
export const stage = (name: string, said: Record<string, Said>, more: Partial<Stage> = {}): Stage => ({
  name,
  record: {
    suite: { version: '1', rules: 1 },
    options: { only: [], skip: [], profiles: [] },
    target: { label: name, server: { software: 'Ollama', version: name }, models: null },
    rules: Object.entries(said).map(([id, outcome]) => (typeof outcome === 'string' ? rule(id, outcome) : outcome)),
  } as unknown as RunRecord,
  ...more,
})

/** The comparison of these stages, about no certain client, where nothing is known and nothing may be chance. */
export const compared = (stages: Stages, setting: Partial<UpgradeSetting> = {}): Upgrade =>
  compareStages(stages, {
    failOn: 'must',
    asked: [],
    shipped: [],
    known: [],
    today: '2026-11-30',
    shapes: [],
    mayBeChance: () => false,
    ...setting,
  })

/** The same with both ends, as reports get it. */
export function upgradeMaterial(
  stages: Stages,
  setting: Partial<UpgradeSetting> = {},
  evidence: Evidence = new Map(),
): UpgradeMaterial {
  const [before, after] = [stages[0], stages.at(-1) ?? stages[1]]
  return {
    upgrade: compared(stages, setting),
    before: { record: before.record, evidence },
    after: { record: after.record, evidence },
  }
}

/** What one rule came to before and after, beside one that holds. */
export const changed = (from: Said, to: Said, setting: Partial<UpgradeSetting> = {}): Upgrade =>
  compared([stage('1', { 'a/a/a': from, 'a/a/z': 'pass' }), stage('2', { 'a/a/a': to, 'a/a/z': 'pass' })], setting)

export const kindOf = (upgrade: Upgrade): string | undefined => upgrade.changes[0]?.kind

/** A rule that a build does not fail for. */
export const lesser = (outcome: Outcome): RuleResult => rule('a/a/a', outcome, { level: 'may' })
