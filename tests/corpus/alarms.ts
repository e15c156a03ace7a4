import { corpusExchange, type CorpusRow } from '../../scripts/observed/corpus.ts'
import { brief, violations } from '../../src/contract/validate.ts'
import type { Finding } from '../../src/finding.ts'
import type { Verdict } from '../../src/judge/judge.ts'
import type { RuleEntry } from '../../src/judge/rules.ts'
import { observe, type Observation } from '../../src/wire/observe.ts'
import { EXEMPTIONS } from './exemptions.ts'

/** Endpoints whose answers a suite judges field by field, and errors of any endpoint. */
export const isJudged = ({ endpoint, response }: CorpusRow): boolean =>
  /\/(chat\/completions|completions|embeddings|responses(\/[^/]+)?|models(\/[^/]+)?)$/.test(endpoint) ||
  response.status >= 400

/** Everything that a single answer of the corpus is accused of. */
export function corpusAlarms(row: CorpusRow, rules: readonly RuleEntry[]): { alarms: string[]; judged: number } {
  const observation = observe(corpusExchange(row))
  const exempt = (name: string): boolean => EXEMPTIONS.some(({ applies, what }) => what.test(name) && applies(row))
  const contract = contractAlarms(observation, rules).filter((alarm) => !exempt(alarm))
  const verdicts = rules
    .filter(({ id }) => !exempt(id))
    .map((entry) => ({ id: entry.id, ...verdict(entry, observation) }))
  const failed = verdicts.flatMap(({ id, findings }) => findings.map((finding) => `${id} ${text(finding)}`))
  return {
    alarms: [...contract, ...failed],
    judged: verdicts.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length,
  }
}

/** What of an answer the contract speaks of, checked as a whole: also what no row was made of. */
function contractAlarms(observation: Observation, rules: readonly RuleEntry[]): string[] {
  const contracts = new Map(rules.flatMap(({ suite }) => (suite.contract ? [[suite.id, suite.contract] as const] : [])))
  return [...contracts.values()].flatMap(({ schema, values }) =>
    values(observation).flatMap((value) =>
      violations(schema, value).map(({ finding }) => `${schema} ${text(finding)}`),
    ),
  )
}

/** A rule that throws on a real answer is as wrong as one that rejects it. */
function verdict(entry: RuleEntry, observation: Observation): Pick<Verdict, 'outcome' | 'findings'> {
  try {
    const { outcome, findings } = entry.judge({}, [observation])
    return { outcome, findings: outcome === 'fail' ? findings : [] }
  } catch (error) {
    return {
      outcome: 'fail',
      findings: [
        { kind: 'wrong-value', path: '$', message: 'the rule threw', expected: 'a verdict', actual: String(error) },
      ],
    }
  }
}

const text = ({ kind, path, message, actual }: Finding): string =>
  `${kind} at ${path}: ${message}, actual ${JSON.stringify(brief(actual))}`
