import { statSync } from 'node:fs'
import { Failure } from '../../failure.ts'
import { rulesOf, type RuleEntry } from '../../judge/rules.ts'
import { nearest } from '../../nearest.ts'
import { loadSuites } from '../../plan/load-suites.ts'
import { namedProfiles, shippedProfiles } from '../../policy/profile-file.ts'
import { explainClient } from './explain-client.ts'
import { explainRule } from './explain-rule.ts'
import { explainArea, explainTopic } from './explain-topic.ts'

/**
 * Explains a rule, a topic, an area, or a client by its id or file. `named` are the profiles whose own rules count as well.
 * @throws Failure with the nearest name for what is none of these.
 */
export async function explainCommand(wanted: string, named: readonly string[]): Promise<number> {
  console.log((await explanation(wanted, named)).join('\n'))
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
  const area = suites.filter((suite) => suite.area === wanted)
  if (area.length > 0) return explainArea(wanted, area)
  // Names of the suite go first: a folder or a file may be called `tools` as well.
  if (statSync(wanted, { throwIfNoEntry: false })?.isFile()) return namedProfiles([wanted]).flatMap(explainClient)
  throw unknownName(wanted, entries)
}

function unknownName(wanted: string, entries: readonly RuleEntry[]): Failure {
  const isOwn = wanted.startsWith('app/')
  const names = new Set([
    ...entries.flatMap(({ id, suite }) => [id, suite.id, suite.area]),
    ...shippedProfiles().map(({ id }) => id),
  ])
  return new Failure(
    'RULE_UNKNOWN',
    isOwn
      ? `${wanted} is a rule of an app's own profile. Name the file of that profile: \`ollama-conformance explain ${wanted} --profile FILE\`.`
      : `There is no rule, topic, area or client ${wanted}. The nearest is ${nearest(wanted, [...names])}; \`ollama-conformance list\` shows all rules, \`list --profiles\` all clients.`,
  )
}
