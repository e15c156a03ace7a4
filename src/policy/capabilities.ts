import { findingText, type FindingKind } from '../finding.ts'
import { firstMatching, ruleMatcher } from '../globs.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import type { ReasonCode } from '../judge/reason.ts'
import type { RuleResult } from '../judge/rule-result.ts'

/** Something that people ask about by name, as a set of rules. Format: `specs/harness/capabilities.schema.json`. */
export interface Capability {
  id: string
  name: string
  /** The heading that it is shown under. */
  group: string
  /** Id of an earlier capability: where that one is absent, so is this one. */
  needs?: string
  /** Globs of the rules that decide whether it can be used. */
  core: string[]
  /** Globs of further rules. Where one of them fails, a user notices. */
  more?: string[]
  /** Globs of rules among `more` whose failure no user notices. */
  survives?: string[]
}

/** From the best to the worst, and then what is not known. */
export const CAPABILITY_STATES = ['works', 'partly', 'ignored', 'refused', 'absent', 'not-judged'] as const
export type CapabilityState = (typeof CAPABILITY_STATES)[number]

/** What became of a capability. Part of the run record. */
export interface CapabilityVerdict {
  id: string
  name: string
  group: string
  state: CapabilityState
  /** Why it was not judged; absent in every other state. */
  code?: ReasonCode
  /** What does not work, or why that is not known, in a few words; null where it works. */
  why: string | null
  /** Ids of the rules that do not hold and that a user notices, the worst first. */
  failing: string[]
  /** Ids of core rules that could not be judged. */
  open: string[]
}

/** Whether a run was about it: captured traffic has no probes, and `--only` may leave it out. */
export const wasAsked = ({ code }: Pick<CapabilityVerdict, 'code'>): boolean =>
  code !== 'not-selected' && code !== 'needs-probe'

/** How each capability fares. Known deviations change nothing here: what does not work does not work. Pure. */
export function judgeCapabilities(
  capabilities: readonly Capability[],
  rules: readonly RuleResult[],
): CapabilityVerdict[] {
  const judged = new Map<string, CapabilityVerdict>()
  for (const capability of capabilities) {
    const { id, name, group, needs = '' } = capability
    const own = { id, name, group, ...judgeOne(capability, rules) }
    judged.set(id, withoutNeeded(own, judged.get(needs)))
  }
  return [...judged.values()]
}

/** Where an endpoint is not there, it does not matter that a model for it was missing as well. */
function withoutNeeded(own: CapabilityVerdict, needed: CapabilityVerdict | undefined): CapabilityVerdict {
  if (needed?.state !== 'absent' || !wasAsked(own)) return own
  const { code: _code, ...rest } = own
  return { ...rest, state: 'absent', why: needed.why }
}

type Fared = Omit<CapabilityVerdict, 'id' | 'name' | 'group'>

function judgeOne(capability: Capability, rules: readonly RuleResult[]): Fared {
  const { core, more } = rulesOfCapability(capability, rules)
  if (core.every(({ code }) => code === 'not-selected'))
    return { state: 'not-judged', code: 'not-selected', why: 'not selected', failing: [], open: [] }
  const lacking = core.filter((rule) => holds(rule) === 'no').sort(worstFirst)
  const unknown = core.filter((rule) => holds(rule) === 'unknown')
  const noticed = more.filter((rule) => holds(rule) === 'no' && rule.level !== 'may').sort(worstFirst)
  const failing = [...lacking, ...noticed]
  const found = { failing: failing.map(({ id }) => id), open: unknown.map(({ id }) => id) }
  const [open] = unknown
  if (lacking.length > 0 && lacking.length + unknown.length === core.length)
    return { ...nothingHolds(lacking), ...found }
  if (lacking.length === 0 && open)
    return { state: 'not-judged', ...(open.code ? { code: open.code } : {}), why: open.reason ?? null, ...found }
  const [worst] = failing
  return worst
    ? { state: 'partly', why: `fails: ${worst.sentence}`, ...found }
    : { state: 'works', why: null, ...found }
}

type Role = { core: boolean; at: number } | null

const known = new WeakMap<Capability, Map<string, Role>>()

/** What a rule is to a capability, worked out once for each. */
function rolesIn(capability: Capability): (id: string) => Role {
  const { core, more = [], survives = [] } = capability
  const [place, isCore, isSurvived] = [
    firstMatching([...core, ...more].map((glob) => [glob])),
    ruleMatcher(core),
    ruleMatcher(survives),
  ]
  const roles = known.get(capability) ?? new Map<string, Role>()
  known.set(capability, roles)
  return (id) => {
    const before = roles.get(id)
    if (before !== undefined) return before
    // That requests are answered at all shows in the rules that read the answers.
    const at = id.endsWith(`/${ANSWERED}`) ? undefined : place(id)
    const role = at === undefined || (!isCore(id) && isSurvived(id)) ? null : { core: isCore(id), at }
    roles.set(id, role)
    return role
  }
}

/** The rules of a capability, of these: those that decide, and those whose failure a user notices, each in the order of its globs. */
export function rulesOfCapability<R extends { id: string }>(
  capability: Capability,
  rules: readonly R[],
): { core: R[]; more: R[] } {
  const roleOf = rolesIn(capability)
  const own = rules
    .flatMap((rule) => {
      const role = roleOf(rule.id)
      return role ? [{ rule, ...role }] : []
    })
    .sort((a, b) => a.at - b.at)
  const those = (wanted: boolean): R[] => own.filter(({ core }) => core === wanted).map(({ rule }) => rule)
  return { core: those(true), more: those(false) }
}

/** Reasons why what a rule asks for did not come, which is the server's doing. */
const NOTHING_CAME: ReadonlySet<ReasonCode | undefined> = new Set(['refused', 'endpoint-absent', 'unanswered'])

function holds({ outcome, code }: RuleResult): 'yes' | 'no' | 'unknown' {
  if (outcome === 'pass') return 'yes'
  return outcome === 'fail' || NOTHING_CAME.has(code) ? 'no' : 'unknown'
}

const isIgnored = ({ findings }: RuleResult): boolean =>
  findings.some(({ kind }) => kind === ('ignored' satisfies FindingKind))

/** What the state is where nothing of the core holds: the first that is true of a rule. */
const WITHOUT_CORE: [CapabilityState, (rule: RuleResult) => boolean][] = [
  ['absent', ({ code }) => code === 'endpoint-absent'],
  ['ignored', isIgnored],
  ['refused', ({ code }) => code === 'refused'],
  ['absent', () => true],
]

function nothingHolds(lacking: readonly RuleResult[]): Pick<Fared, 'state' | 'why'> {
  const [found] = WITHOUT_CORE.flatMap(([state, isSo]) => lacking.filter(isSo).map((rule) => ({ state, rule })))
  return found ? { state: found.state, why: happened(found.rule) } : { state: 'absent', why: null }
}

/** The server's words, or what was found. */
const happened = ({ findings: [first], reason, sentence }: RuleResult): string =>
  first ? findingText(first) : (reason ?? sentence)

const LEVELS = ['must', 'should', 'may']
/** What is ignored without a word first, then by level; else the order stays. */
const worstFirst = (a: RuleResult, b: RuleResult): number =>
  Number(isIgnored(b)) - Number(isIgnored(a)) || LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)
