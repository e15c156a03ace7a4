import { violations } from '../contract/validate.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { keyNames } from '../policy/key-names.ts'
import type { RunRecord } from '../record/record.ts'
import { isLoopback } from '../wire/address.ts'
import type { Observation } from '../wire/observe.ts'
import { curl } from './curl.ts'
import { plain } from './markdown-text.ts'

/** What was answered in a run, by the key of the exchange. */
export type Evidence = ReadonlyMap<string, Observation>

/** The answer that shows best what became of a rule. */
export const answerOf = ({ findings, exchanges }: RuleResult, evidence: Evidence): Observation | undefined =>
  evidence.get(findings[0]?.exchange ?? exchanges[0] ?? '')

const DEFAULT_ORIGIN = 'http://127.0.0.1:11434'

/**
 * The origin that commands ask; null where the record names no HTTP address. A recorded Ollama of another machine is asked where an
 * Ollama of the reader listens: nobody else has the port that it was recorded at.
 */
export function askedOrigin({ kind, baseUrl, server }: RunRecord['target']): string | null {
  const url = URL.parse(baseUrl ?? DEFAULT_ORIGIN)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  return kind === 'recording' && server?.software === 'Ollama' && isLoopback(url.origin) ? DEFAULT_ORIGIN : url.origin
}

/** Every request of the suites has a shorter command. */
export const MOST_OF_A_COMMAND = 32_000

/** The command that sends its request again, whole, or a comment for a shell that says why there is none. */
export function commandFor({ exchange }: Observation, { target }: RunRecord): string {
  const origin = askedOrigin(target)
  const isFit = origin !== null && violations('exchange', exchange).length === 0
  const command = isFit ? curl(exchange, origin, keyNames(origin, target.preset)) : null
  // A report shows a command as it is or not at all: one that is changed or cut may do anything.
  if (command === null || plain(command, Infinity) !== command) {
    return '# No command: this is no request that can be sent to the target.'
  }
  return command.length <= MOST_OF_A_COMMAND
    ? command
    : `# No command: it would have ${command.length} characters. The request is in target/exchanges.jsonl.`
}

/** The command that shows a failure again, below a blank line; empty where nothing was answered. */
export function reproduction(rule: RuleResult, record: RunRecord, evidence: Evidence): string {
  const answer = answerOf(rule, evidence)
  return answer ? `\n\n${commandFor(answer, record)}` : ''
}

/** What came back, as it looked on the wire; long bodies without their middle. */
export function answerText({ exchange: { response, failure }, text }: Observation): string {
  if (!response) return `${failure?.code ?? ''} ${failure?.message ?? 'no response'}`
  const head = [
    `HTTP/${response.httpVersion} ${response.status} ${response.statusText}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
  ]
  const cut =
    text.length > 1500
      ? `${text.slice(0, 1000)}\n… ${text.length - 1500} characters left out …\n${text.slice(-500)}`
      : text
  return [
    ...head,
    '',
    cut.trimEnd(),
    ...(failure ? [`[${failure.stage}: ${failure.code}: ${failure.message}]`] : []),
  ].join('\n')
}
