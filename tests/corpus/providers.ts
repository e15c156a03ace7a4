import { corpusExchange, type CorpusRow } from '../../scripts/observed/corpus.ts'
import { findingText } from '../../src/finding.ts'
import { TrafficJudge } from '../../src/judge/judge-traffic.ts'
import { ruleResult } from '../../src/judge/rule-result.ts'
import type { RuleEntry } from '../../src/judge/rules.ts'
import { withDocumented } from '../../src/policy/documented.ts'
import { findPreset } from '../../src/policy/preset-file.ts'
import type { Preset } from '../../src/policy/preset.ts'
import { observe } from '../../src/wire/observe.ts'
import { EXEMPTIONS } from './exemptions.ts'

/** What the recorded answers of one provider come to. */
export interface ProviderVerdict {
  preset: Preset | undefined
  answers: number
  judged: number
  /** Failures that its preset documents, and all others. */
  documented: string[]
  undocumented: string[]
}

/** Judges all recorded answers of a provider as captured traffic, with its preset where it has one. */
export function judgeProvider(rows: readonly CorpusRow[], rules: readonly RuleEntry[]): ProviderVerdict {
  const preset = findPreset(rows[0]?.provider ?? '')
  const judges = rules.map((entry) => ({ entry, judge: new TrafficJudge([entry]) }))
  for (const row of rows) {
    const observation = observe(corpusExchange(row))
    for (const { entry, judge } of judges) if (!exempt(entry.id, row)) judge.add(observation)
  }
  const results = withDocumented(
    judges.map(({ entry, judge }) => ruleResult(entry, judge.verdict(entry.id))),
    preset,
  )
  const failing = results.filter(({ outcome }) => outcome === 'fail')
  return {
    preset,
    answers: rows.length,
    judged: results.filter(({ outcome }) => outcome === 'fail' || outcome === 'pass').length,
    documented: failing.filter(({ known }) => known).map(({ id }) => id),
    undocumented: failing
      .filter(({ known }) => !known)
      .map(({ id, findings: [first] }) => `${id}: ${first ? findingText(first) : ''}`),
  }
}

const exempt = (id: string, row: CorpusRow): boolean =>
  EXEMPTIONS.some(({ applies, what }) => what.test(id) && applies(row))
