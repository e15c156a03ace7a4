/**
 * For programs that judge instead of people: run the suite, judge stored or captured answers, read what came of it. What they write
 * and give back is described by the schemas in `specs/harness`.
 */
export { run, type RunListener, type RunSetup } from './run/run.ts'
export { reassess } from './run/reassess.ts'
export { judgeCapture, type CaptureSetup } from './run/judge-capture.ts'
export { FAIL_ON, type FailOn, type RunOptions } from './run/options.ts'
export type { RunRecord, SideInfo, Summary } from './run/record.ts'
export { runAudit, type Audit, type AuditSetup } from './audit/run-audit.ts'
export { violations, type Violation } from './contract/validate.ts'
export { Failure } from './failure.ts'
export type { Finding, FindingKind, Outcome } from './judge/finding.ts'
export type { RuleResult } from './judge/results.ts'
export type { Difference } from './compare/difference.ts'
export type { Exchange } from './exchange/exchange.ts'
