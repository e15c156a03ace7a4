import { violations } from '../../src/contract/validate.ts'
import type { Suite } from '../../src/suite/suite.ts'
import type { Observation } from '../../src/wire/observe.ts'
import { isRow, judged, rulesWith, type AnsweredPlan } from './judge-all.ts'

/**
 * The rules that fail. Those about single fields are judged on the answers alone that break their schema at all: the
 * others cannot fail them.
 */
export function failingRules({ plan, collected }: AnsweredPlan): string[] {
  const own = rulesWith(
    'fail',
    judged({ plan, collected }, (entry) => !isRow(entry)),
  )
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
  return [...own, ...rows].sort()
}

const breaks = ({ contract }: Suite, observation: Observation): boolean =>
  contract?.values(observation).some((value) => violations(contract.schema, value).length > 0) ?? false
