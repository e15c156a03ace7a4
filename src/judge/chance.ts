import type { Finding } from '../finding.ts'
import { isRepeated } from '../suite/steps.ts'
import { stepsRead } from '../suite/suite.ts'
import type { RuleEntry } from './rules.ts'

/** Where the words of the model are: texts, thoughts and the arguments of calls. */
const WORDS = /(^|[.\]])(content|text|output_text|refusal|reasoning|reasoning_content|thinking|arguments)$/

/**
 * Whether the failure may be chance: the rule measures a rate, or it read the words of answers that have no control
 * answer. Another release computes slightly different numbers, so a small model may say something else.
 */
export function mayBeChance({ suite, rule }: RuleEntry, findings: readonly Finding[]): boolean {
  const steps = stepsRead(suite, rule).flatMap((name) => suite.steps[name] ?? [])
  if (steps.some(isRepeated)) return true
  const modelHasASay = (rule.inconclusive ?? []).length > 0
  const hasControl = steps.length > 1
  return modelHasASay && !hasControl && findings.every(({ path }) => WORDS.test(path))
}
