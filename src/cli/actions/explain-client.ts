import type { Profile } from '../../policy/profile.ts'
import { outColours } from '../colours.ts'

/** What is known of a client: what it sends, needs, is limited by and tolerates, and where that was read. */
export function explainClient(profile: Profile): number {
  const { id, name, about, version, source, date, sends, requires, degrades = [], survives = [], notes = [] } = profile
  const lines = [
    outColours.bold(`${name} (${id})`),
    '',
    ...(about === undefined ? [] : [about, '']),
    `read     ${version ?? 'version unknown'}, ${date ?? 'date unknown'}`,
    `source   ${source ?? 'unknown'}`,
    ...(profile.extends === undefined
      ? []
      : [`extends  ${profile.extends}: all that it says holds here too, unless told otherwise`]),
    ...(sends ? [`sends    ${sends.endpoints.join(', ')}`, `         ${sends.parameters.join('; ')}`] : []),
    ...section(
      'Breaks without',
      requires.map(({ rules, reason }) => [reason, rules]),
    ),
    ...section(
      'Is limited without',
      degrades.map(({ rules, limit }) => [limit, rules]),
    ),
    ...section(
      'Survives without',
      survives.map(({ rules, reason }) => [reason, rules]),
    ),
    ...(notes.length > 0 ? ['', outColours.bold('Notes'), ...notes.map((note) => `- ${note}`)] : []),
  ]
  console.log(lines.join('\n'))
  return 0
}

const section = (title: string, entries: readonly [string, string[]][]): string[] =>
  entries.length === 0
    ? []
    : ['', outColours.bold(title), ...entries.map(([text, rules]) => `- ${text}\n  ${outColours.dim(rules.join(' '))}`)]
