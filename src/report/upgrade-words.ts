import { describe } from '../compare/difference.ts'
import { findingText } from '../finding.ts'
import type { ClientChange, ClientFate } from '../history/client-change.ts'
import type { ChangeKind, RuleChange } from '../history/rule-change.ts'
import { shapeName, type ShapeChange } from '../history/shape-change.ts'
import type { SideDifference } from '../history/side-difference.ts'
import { countedBreaks, countedOpen } from '../history/upgrade-verdict.ts'
import type { Upgrade } from '../history/upgrade.ts'
import { clientName, verdictWords } from '../policy/verdict-words.ts'
import { answerText, commandFor } from './evidence.ts'
import { counted } from './markdown-text.ts'
import type { UpgradeMaterial } from './upgrade-material.ts'

/** The verdict as a reader sees it. */
export function verdictText({ verdict, changes, shapes }: Upgrade): string {
  const known = [...changes, ...(shapes ?? [])].filter((one) => one.known !== undefined).length
  return {
    safe: 'SAFE',
    'safe-but-for-known': `SAFE but for ${counted(known, 'known deviation')}`,
    regresses: 'REGRESSES',
    'could-not-judge': 'COULD NOT JUDGE',
  }[verdict]
}

/** "Ollama 0.24.0 → Ollama 0.32.15". */
export const route = ({ stages }: Upgrade): string => stages.map(({ name }) => name).join(' → ')

const FATES: [label: string, fates: ClientFate[]][] = [
  ['Breaks for', ['breaks']],
  ['Safe for', ['same', 'better']],
  ['New limits for', ['limited']],
  ['Broken before and after', ['broken']],
  ['Not judged for', ['not-judged']],
]

/** Whom the upgrade breaks and for whom it is safe: a label and the clients, worst first. */
export function clientLines({ clients, changes, shapes }: Upgrade): { label: string; names: string[] }[] {
  const known = new Set([
    ...changes.flatMap(({ id, known: listed }) => (listed ? [id] : [])),
    ...(shapes ?? []).flatMap((shape) => (shape.known ? [shapeName(shape)] : [])),
  ])
  const isKnown = ({ regressions, shapes: broken }: ClientChange): boolean =>
    [...regressions, ...broken].every((name) => known.has(name))
  return FATES.flatMap(([label, fates]) => {
    const names = clients
      .filter(({ change }) => fates.includes(change))
      .map((one) => (one.change === 'breaks' && isKnown(one) ? `${clientName(one)} (known)` : clientName(one)))
    return names.length > 0 ? [{ label, names }] : []
  })
}

const MOST_RULES = 5

export const CLIENT_HEAD = ['client', 'before', 'after', 'what it notices']

/** A row for each client that the upgrade changes, or of which not all could be judged. */
export function clientRows({ clients }: Upgrade): { name: string; before: string; after: string; rules: string[] }[] {
  return clients
    .filter(({ change, regressions }) => change === 'better' || change === 'not-judged' || regressions.length > 0)
    .map(({ name, measured, before, after, regressions, shapes, open }) => {
      const all = [...regressions, ...shapes, ...open]
      const more = all.length - MOST_RULES
      return {
        name,
        before: verdictWords({ verdict: before, ...(measured === undefined ? {} : { measured }) }),
        after: verdictWords({ verdict: after, ...(measured === undefined ? {} : { measured }) }),
        rules: [...all.slice(0, MOST_RULES), ...(more > 0 ? [`${more} more`] : [])],
      }
    })
}

const WHAT: Record<SideDifference['what'], string> = {
  models: 'different models',
  samples: 'different numbers of samples',
  preset: 'different presets',
  selection: 'different rules selected',
  suite: 'different versions of the suite',
}

/** What the sides differ in besides the server, a line each. */
export const sideLines = ({ sides, stages }: Upgrade): string[] =>
  sides.map(
    ({ what, values }) =>
      `The sides have ${WHAT[what]}: ${values.map((value, at) => `${stages[at]?.name ?? ''}: ${value}`).join('; ')}. What changed may come from that.`,
  )

/** The tables of a report, in order, with what each kind of change is called: the changed shapes come between the two lists. */
export const CHANGE_TITLES: [ChangeKind, string][] = [
  ['regression', 'Regressions that do not count'],
  ['refused', 'Refused now'],
  ['new-failure', 'Fails now, and was not judged before'],
  ['lost', 'No longer judged'],
  ['fix', 'Mended'],
  ['gained', 'Judged now, and not before'],
]
export const FURTHER_TITLES: [ChangeKind, string][] = [
  ['unsteady', 'Not steady: asked again, a side came out otherwise by itself'],
  ['unconfirmed', 'May be chance: the model may have said something else'],
  ['other', 'Other changes'],
]

export const changesOf = ({ changes }: Upgrade, kind: ChangeKind): RuleChange[] =>
  changes.filter((one) => one.kind === kind && !one.counts && one.known === undefined)

/** What each asking of a side brought: `fail, then pass, pass`. */
export const outcomeText = ({ outcomes, again }: RuleChange, at: number): string => {
  const further = again[at] ?? []
  const first = outcomes[at] ?? ''
  return further.some((outcome) => outcome !== first) ? `${first}, then ${further.join(', ')}` : first
}

/** What is found now, or was before. */
export const foundText = ({ findings: [now], before: [then], reason }: RuleChange): string =>
  now ? findingText(now) : (reason ?? (then ? `before: ${findingText(then)}` : ''))

/** The sentence of a changed shape, and whom it breaks. */
export function shapeText({ difference, clients, rules }: ShapeChange, upgrade: Upgrade): string {
  const names = clients.map((id) => upgrade.clients.find((one) => one.id === id)?.name ?? id)
  const told = describe({ ...difference, breaks: [] })
    .replaceAll('target', 'after')
    .replaceAll('reference', 'before')
  return names.length === 0 ? told : `${told} Breaks ${names.join(', ')} (${rules.join(', ')}).`
}

/** An answer of each end to the request that shows the change, and the command that sends it again. */
export function changeEvidence(
  { findings, before }: Pick<RuleChange, 'findings' | 'before'>,
  { before: first, after: last }: UpgradeMaterial,
): { command: string; before: string | null; after: string | null } | null {
  const key = [...findings, ...before].find(({ exchange }) => exchange !== undefined)?.exchange ?? ''
  const [then, now] = [first.evidence.get(key), last.evidence.get(key)]
  const shown = now ?? then
  if (!shown) return null
  return {
    command: commandFor(shown, (now ? last : first).record),
    before: then ? answerText(then) : null,
    after: now ? answerText(now) : null,
  }
}

/** What to do now. */
export function nextSteps(upgrade: Upgrade): string[] {
  const [first, last] = [upgrade.stages[0]?.name ?? '', upgrade.stages.at(-1)?.name ?? '']
  return [...mainSteps(upgrade, first, last), ...knownSteps(upgrade)]
}

function mainSteps({ verdict, changes, shapes }: Upgrade, first: string, last: string): string[] {
  if (verdict === 'could-not-judge') return openSteps(changes, first)
  if (verdict !== 'regresses') return [`Upgrade to ${last}.`]
  const rules = countedBreaks(changes)
  const behind = (shapes ?? []).flatMap((shape) => (shape.counts ? shape.rules : []))
  const suites = [...new Set([...rules.map(({ id }) => id), ...behind].map(suiteName))].slice(0, MOST_RULES)
  return [
    `Stay on ${first}: pin that version. Report what regresses to those who make ${last}, with the commands of this report.`,
    `\`--only ${suites.join(' ')}\` compares only this again. If your app works without it, list the rules in a file for \`--known\`; \`--profile\` keeps the comparison to what your client needs.`,
  ]
}

/** How to judge what is open, by why it is. */
function openSteps(changes: readonly RuleChange[], first: string): string[] {
  const suitesOf = (kind: ChangeKind): string[] =>
    [...new Set(countedOpen(changes).flatMap((one) => (one.kind === kind ? [suiteName(one.id)] : [])))].slice(
      0,
      MOST_RULES,
    )
  const [failing, chance, lost] = [suitesOf('new-failure'), suitesOf('unconfirmed'), suitesOf('lost')]
  const steps = [
    failing.length > 0 &&
      `See whether ${first} does the same: ask or record it with \`--only ${failing.join(' ')}\`, and compare again. List in a file for \`--known\` what your app works without.`,
    chance.length > 0 &&
      'Compare servers that can be asked again (addresses or binaries): a recording cannot, and a model may say something else each time.',
    lost.length > 0 && `Compare again with a larger model: \`--only ${lost.join(' ')}\` asks only what is open.`,
  ].filter((step) => step !== false)
  return steps.length > 0 ? steps : ['Make both servers answer what is open, and compare again.']
}

const suiteName = (id: string): string => id.split('/').slice(0, 2).join('/')

const knownSteps = ({ knownProblems }: Upgrade): string[] =>
  knownProblems.length === 0
    ? []
    : [`Bring the list of known deviations up to date: ${knownProblems.map(({ message }) => message).join('; ')}.`]
