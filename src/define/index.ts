/** Everything a file in `suites/` may import besides `src/checks` and `fixtures/`. */
export * from './suite.ts'
export * from './steps.ts'
export * from './example.ts'
export { inconclusive, measured, type Finding, type FindingKind, type Inconclusive } from '../judge/finding.ts'
export { contractSuite } from './contract-suite.ts'
export { negativeSuite } from './negative-suite.ts'
export { modelErrorsSuite } from './model-errors-suite.ts'
export type { Observation } from '../observe/observe.ts'
