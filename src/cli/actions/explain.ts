import { Failure } from '../../failure.ts'
import { rulesOf } from '../../judge/rules.ts'
import { nearest } from '../../nearest.ts'
import { loadSuites } from '../../plan/load-suites.ts'
import { shippedCapabilities } from '../../policy/capability-file.ts'
import { shippedProfiles } from '../../policy/profile-file.ts'
import { isGroup, isLater, isRepeated, type DeclaredStep } from '../../suite/steps.ts'
import { stepsRead } from '../../suite/suite.ts'
import { outColours } from '../colours.ts'
import { explainCapability } from './explain-capability.ts'
import { explainClient } from './explain-client.ts'

/** Explains a rule, a known client, or a capability. */
export async function explainCommand(wanted: string): Promise<number> {
  const profiles = shippedProfiles()
  const client = profiles.find(({ id }) => id === wanted)
  if (client) return explainClient(client)
  const entries = (await loadSuites()).flatMap(rulesOf)
  const capabilities = shippedCapabilities()
  const capability = capabilities.find(({ id }) => id === wanted)
  if (capability) return explainCapability(capability, entries)
  const entry = entries.find(({ id }) => id === wanted)
  if (!entry)
    throw new Failure(
      'RULE_UNKNOWN',
      `There is no rule, client or capability ${wanted}; the nearest is ${nearest(
        wanted,
        [...entries, ...profiles, ...capabilities].map(({ id }) => id),
      )}. \`ollama-conformance list\` shows all rules, \`list --profiles\` all clients, \`list --capabilities\` all capabilities.`,
    )
  const { rule, suite } = entry
  const reads = rule.traffic ? 'every answer of the run' : stepsRead(suite, rule).join(', ')
  const lines = [
    outColours.bold(entry.id),
    '',
    rule.sentence,
    '',
    `level       ${rule.level}`,
    `who breaks  ${rule.breaks}`,
    `source      ${rule.source}`,
    `probe       ${suite.about}`,
    `reads       ${reads}`,
    `file        suites/${suite.id}.ts`,
    '',
    ...Object.entries(suite.steps).map(([name, step]) => `${name}: ${describeStep(step)}`),
  ]
  console.log(lines.join('\n'))
  return 0
}

function describeStep(step: DeclaredStep): string {
  if (isLater(step)) return `made from what came before, at most ${step.cap} tokens`
  if (isGroup(step))
    return `${step.group === 'at-once' ? 'all at once' : 'over one connection'}: ${step.steps.map(describeStep).join('; ')}`
  const { method, path: at, body, sdk } = isRepeated(step) ? step.step : step
  const times = isRepeated(step) ? `${step.repeat} times ` : ''
  return `${times}${method} ${at}${sdk ? ` (through the SDK: ${sdk})` : ''}${body === null ? '' : ` ${typeof body === 'string' ? body : JSON.stringify(body)}`}`
}
