import type { RuleEntry } from '../../judge/rules.ts'
import { shippedProfiles } from '../../policy/profile-file.ts'
import { measurementOf, stanceOf } from '../../policy/profile.ts'
import { isGroup, isLater, isRepeated, type DeclaredStep } from '../../suite/steps.ts'
import { stepsRead, trafficOf, type Suite } from '../../suite/suite.ts'
import { outColours } from '../colours.ts'

/** What a rule demands and why, which clients depend on it, and what is sent, a line each. */
export function explainRule({ id, level, rule, suite }: RuleEntry): string[] {
  const reads = [stepsRead(suite, rule).join(', '), trafficOf(rule) ? 'every answer of the run' : ''].filter(Boolean)
  return [
    outColours.bold(id),
    '',
    rule.sentence,
    '',
    `level       ${level}`,
    `who breaks  ${rule.breaks}`,
    ...clientLines(id),
    `source      ${rule.source}`,
    `probe       ${suite.about}`,
    `reads       ${reads.join('; ')}`,
    `file        ${suite.area === 'app' ? 'the probes of the profile' : `suites/${suite.id}.ts`}`,
    '',
    ...stepLines(suite),
  ]
}

/** What a suite sends, a line a step. */
export const stepLines = (suite: Suite): string[] =>
  Object.entries(suite.steps).map(([name, step]) => `${name}: ${describeStep(step)}`)

/** The known clients that depend on a rule. */
function clientLines(id: string): string[] {
  const shipped = shippedProfiles()
  const depending = (kind: 'requires' | 'degrades'): string =>
    shipped
      .filter((profile) => stanceOf(profile, shipped)(id)?.kind === kind)
      .map((profile) => (measurementOf(profile, shipped) ? profile.id : `${profile.id} (not measured)`))
      .join(', ')
  const [breaks, limits] = [depending('requires'), depending('degrades')]
  return [
    ...(breaks === '' ? [] : [`breaks      ${breaks}`]),
    ...(limits === '' ? [] : [`limits      ${limits}`]),
    ...(breaks + limits === '' ? ['clients     no client with a profile depends on it'] : []),
  ]
}

function describeStep(step: DeclaredStep): string {
  if (isLater(step)) return `made from what came before, at most ${step.cap} tokens`
  if (isGroup(step))
    return `${step.group === 'at-once' ? 'all at once' : 'over one connection'}: ${step.steps.map(describeStep).join('; ')}`
  const { method, path: at, body, sdk } = isRepeated(step) ? step.step : step
  const times = isRepeated(step) ? `${step.repeat} times ` : ''
  return `${times}${method} ${at}${sdk ? ` (through the SDK: ${sdk})` : ''}${body === null ? '' : ` ${typeof body === 'string' ? body : JSON.stringify(body)}`}`
}
