import { violations } from '../../src/contract/validate.ts'
import type { Suite } from '../../src/suite/suite.ts'
import type { Observation } from '../../src/wire/observe.ts'
import { isRow, judged, openRules, rulesWith, type AnsweredPlan } from './judge-all.ts'

/** What becomes of the rules where a server has a fault. */
export interface Failing {
  fails: string[]
  /** Rules that can be judged no more; those about single fields left out. */
  opens: string[]
}

/** The rules that fail. */
export const failingRules = (answered: AnsweredPlan): string[] => failingAndOpen(answered).fails

/**
 * The rules that fail, and those that are left open. Those about single fields are judged on the answers alone that break their schema at all: the
 * others cannot fail them.
 */
export function failingAndOpen({ plan, collected }: AnsweredPlan): Failing {
  const verdicts = judged({ plan, collected }, (entry) => !isRow(entry))
  const own = rulesWith('fail', verdicts)
  const rows = plan.suites
    .filter(({ suite }) => suite.contract)
    .flatMap((planned) => {
      const observations = collected.observations.filter((one) => breaks(planned.suite, one))
      return observations.length === 0
        ? []
        : rulesWith(
            'fail',
            judged({ plan: { ...plan, suites: [planned] }, collected: { ...collected, observations } }, isRow),
          )
    })
  return { fails: [...own, ...rows].sort(), opens: openRules(verdicts) }
}

const breaks = ({ contract }: Suite, observation: Observation): boolean =>
  contract?.values(observation).some((value) => violations(contract.schema, value).length > 0) ?? false
