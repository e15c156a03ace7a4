import { violations } from '../contract/validate.ts'
import { Failure } from '../failure.ts'
import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import { TrafficJudge, trafficRules } from '../judge/judge-traffic.ts'
import { rulesOf, type RuleEntry } from '../judge/rules.ts'
import { nearest } from '../nearest.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { oneLine } from '../report/plain-failure.ts'
import type { Level } from '../suite/suite.ts'
import { observeCaptured, type Observation } from '../wire/observe.ts'
import { ANSWER_KINDS, type AnswerKind, type AnswerKindName } from './answer-kinds.ts'
import { answeredExchange, answerText } from './answer.ts'
import { likelyRequest } from './likely-request.ts'

/** One thing that is wrong with an answer. */
export interface Problem {
  /** Where: a JSON path, a place in a stream, or a header. */
  path: string
  /** What is wrong, with the path, in one line. */
  message: string
  /** The rule that does not hold; null where the value is no such answer at all. */
  rule: string | null
  level: Exclude<Level, 'may'>
}

export interface ProblemsOptions {
  /** The body of the request, where it is known: then the answer is held against it as well. */
  request?: object
}

/**
 * What is wrong with one answer: with its form, and with what it says itself. Nothing is sent. The value is a parsed
 * body, a text, an answer of `fetch`, or the chunks of a stream.
 * @throws Failure for a kind that there is not.
 */
export async function problems(
  kind: AnswerKindName,
  value: unknown,
  { request }: ProblemsOptions = {},
): Promise<Problem[]> {
  const wanted = kindNamed(kind)
  const answer = await answerText(wanted, value)
  const exchange = answeredExchange(wanted, answer, request ?? {})
  const seen = observeCaptured(exchange)
  const strange = unlike(wanted, seen)
  if (strange !== null) return [{ path: '$', message: `$ ${strange}`, rule: null, level: 'should' }]
  const observation = observeCaptured(answeredExchange(wanted, answer, request ?? likelyRequest(wanted, seen)))
  const rules = await entries()
  return [...unread(wanted, observation, rules), ...judged(rules, observation, answer.headers !== null)]
}

function kindNamed(kind: string): AnswerKind {
  const found = Object.entries(ANSWER_KINDS).find(([name]) => name === kind)
  if (found) return found[1]
  throw new Failure(
    'USAGE',
    `There is no kind of answer ${kind}. The nearest is ${nearest(kind, Object.keys(ANSWER_KINDS))}.`,
  )
}

let all: Promise<RuleEntry[]> | undefined

/** Loaded once: what an answer says by itself is judged. */
const entries = (): Promise<RuleEntry[]> =>
  (all ??= loadSuites().then((suites) => trafficRules(suites.flatMap(rulesOf)).filter(({ level }) => level !== 'may')))

/** Why the value is not of the kind at all, so that no rule would look at it; null where it is. */
function unlike({ stream, name }: AnswerKind, seen: Observation): string | null {
  const body = seen.json.ok && isObject(seen.json.value) ? seen.json.value : null
  const error = body?.['error']
  // A response that failed has an error as well.
  if (isObject(error) && body?.['object'] === undefined)
    return `is an error and not a ${name}: ${oneLine(String(error['message']))}`
  if (seen.status !== 200) return `is no ${name}: the status is ${seen.status}`
  if (stream && !seen.stream?.events.length) return `is no ${name}: it has no server-sent events`
  if (!stream && seen.stream) return `is no ${name}: it is a stream of server-sent events`
  return seen.stream || body ? null : `is no ${name}: it is ${seen.json.ok ? 'no object' : 'not JSON'}`
}

/** What the schema says of an answer that no rule on its fields looks at, such as a response that failed. */
function unread({ schema }: AnswerKind, observation: Observation, rules: readonly RuleEntry[]): Problem[] {
  const contract = rules.find(({ suite }) => suite.contract?.schema === schema)?.suite.contract
  if (schema === undefined || contract?.read(observation) || !observation.json.ok) return []
  return violations(schema, observation.json.value).map(({ finding }) => ({
    path: finding.path,
    message: told(finding),
    rule: null,
    level: 'should',
  }))
}

function judged(rules: readonly RuleEntry[], observation: Observation, withHeaders: boolean): Problem[] {
  const judge = new TrafficJudge(rules)
  judge.add(observation)
  return rules.flatMap(({ id, level }) => {
    const { outcome, findings } = judge.verdict(id)
    if (outcome !== 'fail' || level === 'may') return []
    return findings
      .filter(({ path }) => withHeaders || !path.startsWith('headers'))
      .map((finding) => ({ path: finding.path, message: `${told(finding)} (${id})`, rule: id, level }))
  })
}

const told = ({ kind, path, message }: Finding): string =>
  kind === 'missing' && message === 'the field is absent' ? `${path} is missing` : `${path}: ${oneLine(message)}`
