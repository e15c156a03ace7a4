import type { Profile } from '../../policy/profile.ts'
import { outColours } from '../colours.ts'

/** What is known of a client, a line each: what it sends, needs, is limited by and tolerates, and where that was read. */
export function explainClient(profile: Profile): string[] {
  const { id, name, about, version, source, date, sends, requires, degrades = [], survives = [] } = profile
  const { notes = [], probes = [] } = profile
  return [
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
    ...(probes.length > 0
      ? ['', outColours.bold('Own requests'), ...probes.map((probe) => `- app/${id}-${probe.id}: ${probe.about}`)]
      : []),
    ...(notes.length > 0 ? ['', outColours.bold('Notes'), ...notes.map((note) => `- ${note}`)] : []),
  ]
}

const section = (title: string, entries: readonly [string, string[]][]): string[] =>
  entries.length === 0
    ? []
    : ['', outColours.bold(title), ...entries.map(([text, rules]) => `- ${text}\n  ${outColours.dim(rules.join(' '))}`)]
