import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Gate } from '../record/gate.ts'
import type { FailOn } from '../record/options.ts'
import type { ChangeKind, RuleChange } from './rule-change.ts'
import { shapeName, type ShapeChange } from './shape-change.ts'

export interface UpgradeConclusion {
  verdict: 'safe' | 'safe-but-for-known' | 'regresses' | 'could-not-judge'
  /** One sentence a reader can stop at. */
  sentence: string
  exitCode: 0 | 1 | 2
}

/** What the verdict is drawn from. */
export interface UpgradeStanding {
  gate: Gate
  failOn: FailOn
  changes: readonly RuleChange[]
  shapes: readonly ShapeChange[]
  /** The rules of the last stage that all stages know, without what may be chance. */
  results: readonly RuleResult[]
  /** Number of rules that were judged on all sides. */
  judged: number
}

/** The kinds of change that break something, and those that leave it open. */
const BREAKING: ChangeKind[] = ['regression', 'refused']
const OPEN: ChangeKind[] = ['new-failure', 'lost', 'unconfirmed']

export const countedBreaks = (changes: readonly RuleChange[]): RuleChange[] =>
  changes.filter(({ kind, counts }) => counts && BREAKING.includes(kind))
export const countedOpen = (changes: readonly RuleChange[]): RuleChange[] =>
  changes.filter(({ kind, counts }) => counts && OPEN.includes(kind))

/** The first question that is answered with a sentence gives the verdict. */
export function concludeUpgrade(standing: UpgradeStanding): UpgradeConclusion {
  const { changes, shapes, judged, failOn } = standing
  if (judged === 0) return conclusion('could-not-judge', 2, 'No rule was judged on all sides.')
  const against = whatRegresses(changes, shapes)
  if (against !== null) return conclusion('regresses', failOn === 'never' ? 0 : 1, against)
  const open = whatIsOpen(standing)
  if (open !== null) return conclusion('could-not-judge', failOn === 'never' ? 0 : 2, open)
  const known = [...changes, ...shapes].filter((one) => one.known !== undefined).length
  const rest = whatElse(changes, judged)
  if (known > 0)
    return conclusion(
      'safe-but-for-known',
      0,
      `${plural(known, 'known deviation')}; nothing else that counts regresses.${rest}`,
    )
  return conclusion('safe', 0, `Nothing that counts regresses.${rest}`)
}

const conclusion = (
  verdict: UpgradeConclusion['verdict'],
  exitCode: UpgradeConclusion['exitCode'],
  sentence: string,
): UpgradeConclusion => ({ verdict, exitCode, sentence })

function whatRegresses(changes: readonly RuleChange[], shapes: readonly ShapeChange[]): string | null {
  const rules = countedBreaks(changes)
  const changed = shapes.filter(({ counts }) => counts)
  const parts = [
    ...(rules.length > 0
      ? [`${plural(rules.length, 'rule')} that held before ${rules.length === 1 ? 'does' : 'do'} not hold now`]
      : []),
    ...(changed.length > 0
      ? [`${plural(changed.length, 'changed shape')} ${changed.length === 1 ? 'breaks' : 'break'} a client`]
      : []),
  ]
  if (parts.length === 0) return null
  const names = [...rules.map(({ id }) => id), ...changed.map(shapeName)]
  return `${parts.join(', and ')}: ${some(names)}.`
}

/** Codes that say that something was not asked, though it was to be. */
const UNASKED: ReasonCode[] = ['given-up', 'token-limit', 'interrupted']

function whatIsOpen({ changes, gate, results }: UpgradeStanding): string | null {
  const open = countedOpen(changes)
  const unasked = results.filter(
    (rule) => rule.code !== undefined && UNASKED.includes(rule.code) && gate.counts({ ...rule, outcome: 'fail' }),
  )
  const [first] = open
  if (first)
    return `${plural(open.length, 'rule')} that ${open.length === 1 ? 'counts' : 'count'} could not be judged (${first.id}: ${whyOpen(first)}).`
  if (unasked[0])
    return `${plural(unasked.length, 'rule')} that count were not asked after the upgrade (${unasked[0].id}: ${unasked[0].reason ?? ''}).`
  return gate.open
}

function whyOpen({ kind, reason }: RuleChange): string {
  if (kind === 'new-failure') return 'fails now, and was not judged before'
  return kind === 'unconfirmed' ? 'the change may be chance' : (reason ?? 'not judged')
}

/** What a reader may want to know, and what decides nothing. */
function whatElse(changes: readonly RuleChange[], judged: number): string {
  const count = (kind: ChangeKind): number =>
    changes.filter((one) => one.kind === kind && !one.counts && !one.known).length
  const parts = [
    `${plural(judged, 'rule')} judged on all sides`,
    ...(count('fix') > 0 ? [`${count('fix')} mended`] : []),
    ...(count('regression') > 0 ? [`${plural(count('regression'), 'regression')} below what counts`] : []),
    ...(count('unsteady') > 0 ? [`${count('unsteady')} not steady`] : []),
    ...(count('unconfirmed') > 0 ? [`${count('unconfirmed')} that may be chance`] : []),
  ]
  return ` ${parts.join(', ')}.`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const SHOWN = 3
const some = (names: readonly string[]): string =>
  names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
