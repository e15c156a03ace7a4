import type { Deviation } from '../../deviations/deviation.ts'
import { symptoms } from '../../deviations/symptoms.ts'
import { ruleMatcher } from '../../globs.ts'
import { shippedProfiles } from '../../policy/profile-file.ts'
import { counted } from '../../report/markdown-text.ts'
import type { Suite } from '../../suite/suite.ts'
import { outColours } from '../colours.ts'
import { endpointsOf } from '../deviation-endpoints.ts'

/** What a server with a deviation does, who noticed it, and which clients bear it, a line each. */
export function explainDeviation(deviation: Deviation, suites: readonly Suite[]): string[] {
  const { name, about, seen = [], rules } = deviation
  const isCause = ruleMatcher(rules)
  const besides = (symptoms().get(name) ?? []).filter((id) => !isCause(id))
  return [
    outColours.bold(name),
    '',
    about,
    '',
    `seen at     ${seen.length > 0 ? seen.join('; ') : 'no known server; the documentation rules it out'}`,
    `endpoints   ${endpointsOf(suites)(deviation).join(', ') || 'all'}`,
    `fails       ${rules.join(' ')}`,
    ...(besides.length > 0 ? [`besides     ${shortened(besides)}`] : []),
    ...clientLines(name),
    '',
    `Try your app with it: \`ollama-conformance stand-in --deviation ${name}\``,
  ]
}

/** Of the rules that fail besides, as many as one reads. */
const SHOWN = 8

const shortened = (rules: readonly string[]): string =>
  `${counted(rules.length, 'rule')}: ${rules.slice(0, SHOWN).join(' ')}${rules.length > SHOWN ? ' …' : ''}`

/** The clients that were measured with it, and how they fared. */
function clientLines(name: string): string[] {
  const measured = shippedProfiles().map(({ id, deviations }) => ({ id, ...deviations }))
  const shown = (title: string, kind: 'breaks' | 'limits'): string[] =>
    measured.flatMap(({ id, [kind]: all = [] }) =>
      all.filter((one) => one.name === name).map(({ shows }) => `${title.padEnd(11)} ${id}: ${shows}`),
    )
  const survive = measured.filter(({ survives = [] }) => survives.includes(name)).map(({ id }) => id)
  const lines = [
    ...shown('breaks', 'breaks'),
    ...shown('limits', 'limits'),
    ...(survive.length > 0 ? [`survive     ${survive.join(', ')}`] : []),
  ]
  return lines.length > 0 ? lines : ['clients     none was measured with it']
}
