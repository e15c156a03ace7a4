import { Failure } from '../failure.ts'
import { violations } from './validate.ts'

/** What a message about a file says: its code, that the file is not what it should be, and the way out. */
export interface FormProblem {
  code: string
  says: string
  fix: string
}

/** Holds what a file says against a schema of `specs/harness`. @throws Failure in one line, with the first place that departs. */
export function assertForm(schema: string, value: unknown, { code, says, fix }: FormProblem): void {
  const [first] = violations(schema, value)
  if (first) throw new Failure(code, `${says} (${first.finding.path}: ${first.finding.message}). ${fix}`)
}
