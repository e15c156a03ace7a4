import { compare, type Reference } from '../../../src/compare/compare.ts'
import { differenceKey } from '../../../src/compare/difference.ts'
import { observedReference } from '../../../src/compare/observed.ts'
import { violations } from '../../../src/contract/validate.ts'
import type { SuiteRecord } from '../../../src/judge/judge.ts'
import type { RuleEntry } from '../../../src/judge/rules.ts'
import type { Suite } from '../../../src/suite/suite.ts'
import type { Exchange } from '../../../src/wire/exchange.ts'
import { observe, type Observation } from '../../../src/wire/observe.ts'

/** Who says that something is wrong: a rule, or, where none does, the comparison with the facts that ship or with the very answer. */
export interface Caught {
  by: 'rule' | 'facts' | 'reference'
  what: string
}

/** A rule that reads the very request, with what else its suite brought. */
export interface Reader {
  entry: RuleEntry
  record: SuiteRecord
  pool: readonly Observation[]
}

/** Judges changed forms of one answer. What the answer was accused of before it was changed does not count. */
export class Bench {
  readonly #before: Observation
  readonly #traffic: Map<Suite, RuleEntry[]>
  readonly #readers: readonly Reader[]
  readonly #facts = observedReference()
  readonly #known: Set<string>
  /** Rules fail it as it is: a recorder masked parts of it in different ways. */
  readonly isAccused: boolean

  /** `readers` are rules that pass the answer as it is. */
  constructor(before: Observation, traffic: readonly RuleEntry[], readers: readonly Reader[] = []) {
    this.#before = before
    const silent = traffic.filter((entry) => !fails(entry, {}, [before]))
    this.#traffic = Map.groupBy(silent, ({ suite }) => suite)
    this.isAccused = silent.length < traffic.length
    this.#readers = readers
    this.#known = new Set(differences(before, this.#facts))
  }

  /** Who catches it; null where nobody does. */
  catches(exchange: Exchange): Caught | null {
    const after = observe(exchange)
    const rule = this.#rule(after)
    if (rule) return rule
    const fact = differences(after, this.#facts).find((difference) => !this.#known.has(difference))
    if (fact !== undefined) return { by: 'facts', what: fact }
    const [difference] = differences(after, { kind: 'paired', observations: [this.#before] })
    return difference === undefined ? null : { by: 'reference', what: difference }
  }

  /** Whether a rule catches it, with nothing to compare it with: captured traffic is judged like this. */
  rulesCatch(exchange: Exchange): Caught | null {
    return this.#rule(observe(exchange))
  }

  /** Whether a rule catches it that reads just this request. */
  readersCatch(exchange: Exchange): Caught | null {
    const rule = this.#readers.length === 0 ? undefined : this.#ofThis(observe(exchange))
    return rule === undefined ? null : { by: 'rule', what: rule }
  }

  #rule(after: Observation): Caught | null {
    const what = this.#ofAny(after) ?? this.#ofThis(after)
    return what === undefined ? null : { by: 'rule', what }
  }

  #ofAny(after: Observation): string | undefined {
    for (const [{ contract }, entries] of this.#traffic) {
      // Where the schema as a whole has nothing to say, none of its hundreds of rules has.
      if (contract && !contract.values(after).some((value) => violations(contract.schema, value).length > 0)) continue
      const failed = entries.find((entry) => fails(entry, {}, [after]))
      if (failed) return failed.id
    }
    return undefined
  }

  #ofThis(after: Observation): string | undefined {
    return this.#readers.find(({ entry, record, pool }) =>
      fails(
        entry,
        this.#replaced(record, after),
        pool.map((one) => (one === this.#before ? after : one)),
      ),
    )?.entry.id
  }

  /** The record of a suite with the changed answer in the place of the one it was. */
  #replaced(record: SuiteRecord, after: Observation): SuiteRecord {
    return Object.fromEntries(
      Object.entries(record).map(([name, step]) => [
        name,
        step.sent
          ? { ...step, observations: step.observations.map((one) => (one === this.#before ? after : one)) }
          : step,
      ]),
    )
  }
}

const fails = (entry: RuleEntry, record: SuiteRecord, pool: readonly Observation[]): boolean =>
  entry.judge(record, pool).outcome === 'fail'

const differences = (target: Observation, reference: Reference): string[] =>
  compare([target], reference).map(differenceKey)
