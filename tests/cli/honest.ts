import { expect } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { withOutcome, type Reported } from './command-line.ts'

/** A run over a broken server is a report like any other, and never a clean one. */
export function isHonest({ code, stderr, record, report }: Reported): void {
  expect(stderr).not.toMatch(/^\s+at |Error:|node:internal/m)
  expect(record.summary.verdict).not.toBe('conforms')
  expect(code).toBe(withOutcome(record, 'fail').length > 0 ? 1 : 2)
  expect(report.split('\n')[0]).toMatch(/: (DOES NOT CONFORM|COULD NOT JUDGE)$/)
  expect(violations('run-record', record)).toEqual([])
}
