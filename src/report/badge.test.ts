import { expect, test } from 'vitest'
import { rule } from '../../tests/formats/records.ts'
import { runRecord } from '../../tests/run-records.ts'
import { buildMatrix } from '../history/matrix.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { badge, type Badge } from './badge.ts'

const seed = rule('parameters/seed/repeats', 'pass')
const bias = (outcome: 'pass' | 'fail' | 'inconclusive'): RuleResult =>
  rule('parameters/logit-bias/selects-the-token', outcome)
function drawn(...rules: RuleResult[]): Badge | undefined {
  const [run] = buildMatrix([runRecord(rules)], { shows: () => true }).runs
  return run && badge(run)
}

test('a badge counts capabilities, in the colour of the verdict', () => {
  expect(drawn(seed, bias('pass'))).toMatchObject({
    message: '2 of 2 capabilities (Ollama 1.0.0)',
    color: 'brightgreen',
  })
  expect(drawn(seed, bias('fail'))).toMatchObject({ message: '1 of 2 capabilities (Ollama 1.0.0)', color: 'red' })
})

test('a badge is never bright where a client breaks, as a proper refusal does', () => {
  const [run] = buildMatrix([runRecord([seed])], { shows: () => true }).runs
  const client = { id: 'zed', name: 'Zed', verdict: 'breaks' as const }
  expect(run && badge({ ...run, clients: [client] }).color).toBe('yellowgreen')
  expect(run && badge({ ...run, clients: [{ ...client, verdict: 'works' }] }).color).toBe('brightgreen')
})

test('what could not be judged counts as not working, and nothing judged is said so', () => {
  expect(drawn(seed, bias('inconclusive'))).toMatchObject({ message: '1 of 2 capabilities (Ollama 1.0.0)' })
  expect(drawn(bias('inconclusive'))).toMatchObject({ message: 'not judged (Ollama 1.0.0)', color: 'lightgrey' })
  expect(drawn(rule('a/b/c', 'pass'))).toMatchObject({ message: 'not judged (Ollama 1.0.0)', color: 'lightgrey' })
})
