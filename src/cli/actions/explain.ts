import { statSync } from 'node:fs'
import { faults } from '../../../stand-in/faults/catalogue.ts'
import { Failure } from '../../failure.ts'
import { rulesOf, type RuleEntry } from '../../judge/rules.ts'
import { nearest } from '../../nearest.ts'
import { loadSuites } from '../../plan/load-suites.ts'
import { shippedCapabilities } from '../../policy/capability-file.ts'
import { namedProfiles, shippedProfiles } from '../../policy/profile-file.ts'
import type { Environment } from '../../server/sides.ts'
import type { Suite } from '../../suite/suite.ts'
import { asTyped } from '../command-name.ts'
import { explainCapability } from './explain-capability.ts'
import { explainClient } from './explain-client.ts'
import { explainDeviation } from './explain-deviation.ts'
import { explainRule } from './explain-rule.ts'
import { explainArea, explainTopic } from './explain-topic.ts'

/**
 * Explains a rule, a topic, an area, a capability, a deviation, or a client by its id or file. `named` are the profiles whose own rules count as well.
 * @throws Failure with the nearest name for any other word.
 */
export async function explainCommand(wanted: string, named: readonly string[], env: Environment): Promise<number> {
  console.log(asTyped((await explanation(wanted, named)).join('\n'), env))
  return 0
}

async function explanation(wanted: string, named: readonly string[]): Promise<string[]> {
  const shipped = shippedProfiles()
  if (shipped.some(({ id }) => id === wanted)) return namedProfiles([wanted]).flatMap(explainClient)
  const profiles = namedProfiles(named)
  const suites = await loadSuites({ profiles })
  const entries = suites.flatMap(rulesOf)
  const rule = entries.find(({ id }) => id === wanted)
  if (rule) return explainRule(rule)
  const topic = suites.find(({ id }) => id === wanted)
  if (topic) return explainTopic(topic)
  // An area and a capability may have one name.
  const found = [...explainedArea(wanted, suites), ...explainedCapability(wanted, entries)]
  if (found.length > 0) return found
  const deviation = faults.find(({ name }) => name === wanted)
  if (deviation) return explainDeviation(deviation, suites)
  // Names of the suite go first: a folder or a file may be called `tools` as well.
  if (statSync(wanted, { throwIfNoEntry: false })?.isFile()) return namedProfiles([wanted]).flatMap(explainClient)
  throw unknownName(wanted, entries)
}

function explainedArea(wanted: string, suites: readonly Suite[]): string[] {
  const area = suites.filter((suite) => suite.area === wanted)
  return area.length > 0 ? explainArea(wanted, area) : []
}

const explainedCapability = (wanted: string, entries: readonly RuleEntry[]): string[] =>
  shippedCapabilities()
    .filter(({ id }) => id === wanted)
    .flatMap((capability) => ['', ...explainCapability(capability, entries)])

function unknownName(wanted: string, entries: readonly RuleEntry[]): Failure {
  const isOwn = wanted.startsWith('app/')
  const names = new Set([
    ...entries.flatMap(({ id, suite }) => [id, suite.id, suite.area]),
    ...[...shippedProfiles(), ...shippedCapabilities()].map(({ id }) => id),
    ...faults.map(({ name }) => name),
  ])
  return new Failure(
    'RULE_UNKNOWN',
    isOwn
      ? `${wanted} is a rule of an app's own profile. Name the file of that profile: \`ollama-conformance explain ${wanted} --profile FILE\`.`
      : `There is no rule, topic, area, client, capability or deviation ${wanted}. The nearest is ${nearest(wanted, [...names])}; \`ollama-conformance list\` shows all rules, \`list --profiles\` all clients, \`list --capabilities\` all capabilities, \`list --deviations\` all deviations.`,
  )
}
