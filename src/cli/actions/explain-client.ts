import { shippedProfiles } from '../../policy/profile-file.ts'
import { measurementOf, type Measured, type Profile } from '../../policy/profile.ts'
import { UNMEASURED } from '../../policy/verdict-words.ts'
import { counted, plain } from '../../report/markdown-text.ts'
import { outColours } from '../colours.ts'

/** What is known of a client, a line each: how it was measured, what it sends, what breaks it, limits it and does it no harm. */
export function explainClient(profile: Profile): string[] {
  const { id, name, about, version, source, date, sends, requires = [], degrades = [], survives = [] } = profile
  const { notes = [], probes = [] } = profile
  const measured = measurementOf(profile, shippedProfiles())
  return [
    `${outColours.bold(`${name} (${id})`)}, ${measured ? `measured on ${measured.date}` : UNMEASURED}`,
    '',
    ...(about === undefined ? [] : [about, '']),
    ...(profile.measured ? [`measured ${measurement(profile.measured)}`] : []),
    `read     ${version ?? 'version unknown'}, ${date ?? 'date unknown'}`,
    `source   ${source ?? 'unknown'}`,
    ...(profile.extends === undefined
      ? []
      : [`extends  ${profile.extends}: all that it says holds here too, unless told otherwise`]),
    ...(sends ? [`sends    ${sends.endpoints.join(', ')}`, `         ${sends.parameters.join('; ')}`] : []),
    ...deviationLines(profile),
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
    ...list(
      'Own requests',
      probes.map((probe) => `app/${id}-${probe.id}: ${probe.about}`),
    ),
    ...list('Notes', notes),
  ]
}

/** Characters of what was seen. */
const MOST_SHOWN = 300

const measurement = ({ date, by, version, calls }: Measured): string =>
  [
    date,
    `by \`${by}\``,
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(calls === undefined ? [] : [counted(calls, 'call')]),
  ].join(', ')

/** What was seen with each deviation; of those that do no harm, how many there are. */
function deviationLines({ deviations = {} }: Profile): string[] {
  const { breaks = [], limits = [], survives = [], flaky = [], 'not-tried': notTried = [] } = deviations
  const told = (of: typeof breaks): string[] =>
    of.map(({ name, shows }) => `${name}  ${outColours.dim(plain(shows, MOST_SHOWN))}`)
  const rest = [
    ...(survives.length > 0 ? [`Survives ${counted(survives.length, 'other deviation')}.`] : []),
    ...(notTried.length > 0 ? [`${counted(notTried.length, 'deviation')} not tried: ${notTried.join(', ')}`] : []),
  ]
  return [
    ...list(`Breaks with ${counted(breaks.length, 'deviation')}`, told(breaks)),
    ...list(`Is limited with ${counted(limits.length, 'deviation')}`, told(limits)),
    ...list('Fares otherwise each time, so it says nothing', told(flaky)),
    ...(rest.length > 0 ? ['', ...rest] : []),
  ]
}

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', outColours.bold(title), ...lines.map((line) => `- ${line}`)]

const section = (title: string, entries: readonly [string, string[]][]): string[] =>
  list(
    title,
    entries.map(([text, rules]) => `${text}\n  ${outColours.dim(rules.join(' '))}`),
  )
