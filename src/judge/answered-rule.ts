import { refusal } from '../suite/example.ts'
import { isGroup, isRepeated } from '../suite/steps.ts'
import type { ProbeRule, Suite } from '../suite/suite.ts'
import { answered } from './answered.ts'
import { declaredStep, NOT_SENT, requestAt, type StepRecord, type SuiteRecord, type Verdict } from './judge.ts'
import { open } from './reason.ts'

/** The slug of the rule every suite with an expected answer has: that the requests are answered in kind at all. */
export const ANSWERED = 'answered'

/** The declaration of a suite's `answered` rule, for lists and reports. Its check is `judgeAnswered`. */
export function answeredRule(suite: Suite): ProbeRule | undefined {
  const awaited = Object.entries(suite.steps).filter(([, step]) => declaredStep(step)?.answer !== 'any')
  const [first, ...rest] = awaited
  if (!first) return undefined
  const [name, step] = first
  const broken = refusal(500, { message: 'internal error', type: 'server_error' })
  return {
    level: suite.answered ?? 'should',
    sentence: `The server answers: ${suite.about}`,
    source: Object.values(suite.rules)[0]?.source ?? 'https://platform.openai.com/docs/api-reference/introduction',
    breaks: 'the call itself fails, in every client that sends it',
    reads: [name, ...rest.map(([other]) => other)],
    check: function* () {},
    violating: [{ [name]: isRepeated(step) || isGroup(step) ? [broken] : broken }],
  }
}

/** A suite's requests must be answered in kind; where the server may refuse, a proper refusal is `unsupported`. */
export function judgeAnswered(rule: ProbeRule, record: SuiteRecord): Verdict {
  const verdicts = (rule.reads ?? []).map((name) => stepVerdict(record[name]))
  const findings = verdicts.flatMap((verdict) => verdict.findings).slice(0, 3)
  const exchanges = verdicts.flatMap((verdict) => verdict.exchanges)
  if (findings.length > 0) return { outcome: 'fail', findings, exchanges }
  const unjudged = (['error', 'unsupported', 'inconclusive', 'skip'] as const)
    .map((outcome) => verdicts.find((verdict) => verdict.outcome === outcome))
    .find(Boolean)
  return unjudged ? { ...unjudged, exchanges } : { outcome: 'pass', findings: [], exchanges }
}

function stepVerdict(record: StepRecord | undefined): Verdict {
  if (!record?.sent) return { ...(record ? open(record.code, record.reason) : NOT_SENT), findings: [], exchanges: [] }
  const exchanges = record.observations.map(({ exchange }) => exchange.key)
  for (const [at, observation] of record.observations.entries()) {
    const state = answered(requestAt(record, at), observation)
    if (state.state === 'unanswered') return { outcome: 'fail', findings: [state.finding], exchanges }
    if (state.state !== 'answered')
      return { ...open(state.state === 'error' ? 'no-answer' : state.code, state.reason), findings: [], exchanges }
  }
  return { outcome: 'pass', findings: [], exchanges }
}
