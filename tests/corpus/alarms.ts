import { brief, violations } from '../../src/contract/validate.ts'
import type { Finding } from '../../src/judge/finding.ts'
import type { Verdict } from '../../src/judge/judge.ts'
import { observe, type Observation } from '../../src/observe/observe.ts'
import { isObject } from '../../src/observe/reply.ts'
import type { RuleEntry } from '../../src/plan/rules.ts'
import { corpusExchange, type CorpusRow } from '../../src/reference/corpus.ts'
import { EXEMPTIONS } from './exemptions.ts'

const CHAT = '/v1/chat/completions'

/** Chat answers, errors and models: what the contract covers so far. */
export const isJudged = ({ endpoint, response }: CorpusRow): boolean =>
  endpoint.endsWith(CHAT.slice(3)) || /\/models(\/[^/]+)?$/.test(endpoint) || response.status >= 400

/** Everything that a single answer of the corpus is accused of. */
export function corpusAlarms(row: CorpusRow, rules: readonly RuleEntry[]): { alarms: string[]; judged: number } {
  const observation = observe(corpusExchange(row))
  const exempt = (name: string): boolean => EXEMPTIONS.some(({ applies, what }) => what.test(name) && applies(row))
  const contract = contractAlarms(observation).filter((alarm) => !exempt(alarm))
  const verdicts = rules.filter(({ id }) => !exempt(id)).map((entry) => ({ id: entry.id, ...verdict(entry, observation) }))
  const failed = verdicts.flatMap(({ id, findings }) => findings.map((finding) => `${id} ${text(finding)}`))
  return { alarms: [...contract, ...failed], judged: verdicts.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length }
}

function contractAlarms(observation: Observation): string[] {
  return contractValues(observation).flatMap(({ schema, value, at }) =>
    violations(schema, value).map(({ finding }) => `${schema}${at} ${text(finding)}`))
}

interface Judged { schema: string; value: unknown; at: string }

/** What of an answer the contract speaks of, by schema. */
function contractValues({ exchange, status, stream, json }: Observation): Judged[] {
  const { path } = exchange.request
  if (status === null || !json.ok && !stream) return []
  if (status >= 400) return json.ok ? [{ schema: 'error-envelope', value: json.value, at: '' }] : []
  if (stream) {
    return path.endsWith('/chat/completions')
      ? stream.events.flatMap(({ json: event }, at) => (event.ok ? [{ schema: 'chat-completion-chunk', value: event.value, at: ` events[${at}]` }] : []))
      : []
  }
  const value = json.ok ? json.value : undefined
  if (path.endsWith('/chat/completions')) return [{ schema: 'chat-completion', value, at: '' }]
  if (/\/models$/.test(path)) return [{ schema: 'model-list', value, at: '' }]
  // A deleted model answers in a form of its own.
  return isObject(value) && !('deleted' in value) ? [{ schema: 'model', value, at: '' }] : []
}

/** A rule that throws on a real answer is as wrong as one that rejects it. */
function verdict(entry: RuleEntry, observation: Observation): Pick<Verdict, 'outcome' | 'findings'> {
  try {
    const { outcome, findings } = entry.judge({}, [observation])
    return { outcome, findings: outcome === 'fail' ? findings : [] }
  } catch (error) {
    return { outcome: 'fail', findings: [{ kind: 'wrong-value', path: '$', message: 'the rule threw', expected: 'a verdict', actual: String(error) }] }
  }
}

const text = ({ kind, path, message, actual }: Finding): string => `${kind} at ${path}: ${message}, actual ${JSON.stringify(brief(actual))}`
