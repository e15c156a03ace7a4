/**
 * For programs that judge instead of people. `docs/as-a-library.md` shows how; what is written and given back is described by the
 * schemas in `specs/harness`. What is exported here changes by semantic versioning, and nothing else of the code does.
 */
export { run, type Surroundings } from './library/run.ts'
export { judge, type JudgeOptions } from './library/judge.ts'
export { audit, type AuditOptions } from './library/audit.ts'
export { startStandIn, withDeviation, type StandIn, type StandInOptions } from './library/stand-in.ts'
export { problems, type Problem, type ProblemsOptions } from './library/problems.ts'
export type { AnswerKindName } from './library/answer-kinds.ts'
export { violations, type Violation } from './contract/validate.ts'
export { Failure } from './failure.ts'
export { FAIL_ON, type FailOn, type RunOptions } from './record/options.ts'
export type { RunRecord, SideInfo, Summary } from './record/record.ts'
export type { CapabilityVerdict } from './policy/capabilities.ts'
export type { RuleResult } from './judge/rule-result.ts'
export type { Finding, FindingKind, Outcome } from './finding.ts'
export type { Difference } from './compare/difference.ts'
export type { Audit } from './audit/run-audit.ts'
