import type { ContractReader } from '../contract/reading.ts'
import type { ContractRow } from '../contract/rows.ts'
import type { Finding, Inconclusive, Measured } from '../finding.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import type { DeclaredStep, Group, ModelKind, Repeated } from './steps.ts'
import type { Traffic } from './traffic.ts'

export type Level = 'must' | 'should' | 'may'

/** The level that a suite states. No suite states `must`: a rule is one where a client with a profile needs it. */
export type StatedLevel = Exclude<Level, 'must'>

/** What a suite sends: named steps, in order. A later step may be made from what earlier ones brought. */
export type Steps = Record<string, DeclaredStep>

/** What came back, by step name; a repeated step and a group give a list. */
export type Observed<S extends Steps> = { [K in keyof S]: S[K] extends Repeated | Group ? Observation[] : Observation }

/** Replies that stand in for the server in an example, by step name: one a request where a step sends several, as a tool loop of the SDK does. */
export type Replies<S extends Steps> = {
  [K in keyof S]?: S[K] extends Repeated | Group ? Exchange[] : Exchange | Exchange[]
}

/**
 * Findings are yielded. A rule that the model kept from judging returns `inconclusive(reason)`, one about a rate
 * `measured(figure)`. The pool is every answer of the run, for rules that hold answers against each other.
 */
export type Check<S extends Steps> = (
  observed: Observed<S>,
  pool: readonly Observation[],
) => Generator<Finding, Inconclusive | Measured | void, void>

/** What every rule says of itself: what it demands, why, and the proof. */
interface Claim<S extends Steps> {
  /** `should`: documented or observed behaviour that some code relies on. `may`: worth knowing. */
  level: StatedLevel
  /** The requirement, one sentence. */
  sentence: string
  /** Documentation, or the observation it rests on. */
  source: string
  /** Who breaks without it, and how. */
  breaks: string
  /** The request parameter whose effect the rule judges, with its endpoint: `chat.stop`, `responses.text`, `embeddings.dimensions`. */
  parameter?: string
  /** The parameter has no effect that a client could see. The rule judges that it is taken and that nonsense is not, and no more. */
  unseen?: boolean
  /** Proof, each laid over the suite's conforming replies: what the rule must reject, accept (just the suite's where absent) and leave open. */
  violating: Replies<S>[]
  conforming?: Replies<S>[]
  inconclusive?: Replies<S>[]
}

/** A rule on the probe of its suite. */
export interface ProbeRule<S extends Steps = Steps> extends Claim<S> {
  /** The steps the rule reads; all of the suite where absent. They must have been answered for the rule to be judged. */
  reads?: readonly [keyof S & string, ...(keyof S & string)[]]
  /** Also judge answers that broke off, errors, and streams cut short: for rules that are about just that. */
  judgesBroken?: boolean
  check: Check<S>
  /**
   * What no answer to such a request may show, whoever sent it: captured traffic, which has no control, is judged by this.
   * It fails or stays open: that nothing is wrong does not show that the server did it.
   */
  also?: Traffic
  traffic?: never
}

/** A rule on every answer, of a run or of captured traffic, each read by itself and held against its own request. */
export interface TrafficRule<S extends Steps = Steps> extends Claim<S> {
  traffic: Traffic
  check?: never
  also?: never
  reads?: never
}

export type Rule<S extends Steps = Steps> = ProbeRule<S> | TrafficRule<S>

/** What a rule looks for in every answer; undefined for one that needs its probe. */
export const trafficOf = ({ traffic, also }: Rule): Traffic | undefined => traffic ?? also

/** The steps of its suite that a rule reads; none for a traffic rule. */
export const stepsRead = ({ steps }: Pick<Suite, 'steps'>, rule: Rule): readonly string[] =>
  rule.traffic ? [] : (rule.reads ?? Object.keys(steps))

export interface SuiteDefinition<S extends Steps> {
  /** Stable, `<area>/<topic>`; equal to the file's place. */
  id: string
  /** What the probe does, for people. */
  about: string
  /** The kind of model the steps need, unless a step says otherwise. */
  model: ModelKind
  steps: S
  /** Replies of a conforming server to every step: the conforming example of every rule. */
  conforming: Replies<S>
  rules: Record<string, Rule<S>>
  /** The level at which an answer to these requests is expected at all; `may` where a server may do without. */
  answered?: StatedLevel
}

export interface Suite extends SuiteDefinition<Steps> {
  area: string
  topic: string
  /** Slugs of the rules that a client with a profile needs: their level is `must`. */
  needed?: Pick<ReadonlySet<string>, 'has'>
  /** Where the rules were generated from a schema: its name, the row behind each rule, and what an answer says to them. */
  contract?: {
    schema: string
    rows: Map<string, ContractRow>
    values: (observation: Observation) => unknown[]
    read: ContractReader
  }
}

/** Defines the probe of one topic and the rules read from it. The default export of every file in `suites/`. */
export function suite<const S extends Steps>(definition: SuiteDefinition<S>): Suite {
  const [area = '', topic = ''] = definition.id.split('/')
  return { ...(definition as unknown as SuiteDefinition<Steps>), area, topic }
}

type FindingDetails = Omit<Finding, 'exchange'>

/** A finding read from that observation. */
export function finding(observation: Observation, details: FindingDetails): Finding {
  return { ...details, exchange: observation.exchange.key }
}
