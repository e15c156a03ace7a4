import type { RuleResult } from '../judge/results.ts'
import type { Observation } from '../observe/observe.ts'
import type { RunRecord } from '../run/record.ts'
import { curl } from './curl.ts'

/** What was answered in a run, by the key of the exchange. */
export type Evidence = ReadonlyMap<string, Observation>

/** The answer that shows best what became of a rule. */
export const answerOf = ({ findings, exchanges }: RuleResult, evidence: Evidence): Observation | undefined =>
  evidence.get(findings[0]?.exchange ?? exchanges[0] ?? '')

/** The command that sends its request again. */
export const commandFor = ({ exchange }: Observation, { target }: RunRecord): string =>
  curl(exchange, new URL(target.baseUrl ?? 'http://127.0.0.1:11434').origin, target.preset)

/** What came back, as it looked on the wire; long bodies without their middle. */
export function answerText({ exchange: { response, failure }, text }: Observation): string {
  if (!response) return `${failure?.code ?? ''} ${failure?.message ?? 'no response'}`
  const head = [`HTTP/${response.httpVersion} ${response.status} ${response.statusText}`, ...response.headers.map(([name, value]) => `${name}: ${value}`)]
  const cut = text.length > 1500 ? `${text.slice(0, 1000)}\n… ${text.length - 1500} characters left out …\n${text.slice(-500)}` : text
  return [...head, '', cut.trimEnd(), ...(failure ? [`[${failure.stage}: ${failure.code}: ${failure.message}]`] : [])].join('\n')
}
