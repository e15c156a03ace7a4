import { rulesOf } from '../../judge/rules.ts'
import { shippedProfiles } from '../../policy/profile-file.ts'
import { byImportance, effectsPossible } from '../../report/by-importance.ts'
import { counted } from '../../report/markdown-text.ts'
import type { Suite } from '../../suite/suite.ts'
import { outColours } from '../colours.ts'
import { stepLines } from './explain-rule.ts'

type Row = { id: string; level: 'must' | 'should' | 'may'; sentence: string }

/** What one topic is about, its rules, and what is sent, a line each. */
export const explainTopic = (suite: Suite): string[] => [
  outColours.bold(suite.id),
  '',
  suite.about,
  '',
  outColours.bold('Rules, the most important one first'),
  ...sorted(suite).map(({ id, level, sentence }) => `${level.padEnd(6)}  ${id}  ${outColours.dim(sentence)}`),
  '',
  outColours.bold('What is sent'),
  ...stepLines(suite),
]

/** The topics of an area, a line each: the one with the most important rule first. */
export function explainArea(area: string, suites: readonly Suite[]): string[] {
  const compare = importance()
  const topics = suites
    .map((suite) => ({ suite, rules: sorted(suite) }))
    .sort((a, b) => (a.rules[0] && b.rules[0] ? compare(a.rules[0], b.rules[0]) : 0))
  const all = topics.flatMap(({ rules }) => rules)
  const widest = Math.max(...suites.map(({ id }) => id.length))
  return [
    outColours.bold(`${area}: ${counted(suites.length, 'topic')}, ${counts(all)}`),
    '',
    ...topics.map(
      ({ suite, rules }) => `${suite.id.padEnd(widest)}  ${outColours.dim(`${counts(rules)}: ${suite.about}`)}`,
    ),
  ]
}

const sorted = (suite: Suite): Row[] =>
  rulesOf(suite)
    .map(({ id, level, rule: { sentence } }): Row => ({ id, level, sentence }))
    .sort(importance())

function importance(): ReturnType<typeof byImportance> {
  const clients = shippedProfiles()
  return byImportance(effectsPossible(clients, clients))
}

/** "12 rules, 3 of them must". */
function counts(rules: readonly Row[]): string {
  const must = rules.filter(({ level }) => level === 'must').length
  return `${counted(rules.length, 'rule')}${must > 0 ? `, ${must} of them must` : ''}`
}
