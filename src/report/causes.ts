import type { Finding } from '../finding.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord } from '../record/record.ts'
import { featureOf } from './cause-features.ts'

/** Failures that one thing brought about: what a reader counts as one. */
export interface Cause {
  /** Id of the rule that stands for the cause: of the highest level, and the first of those in the record. */
  id: string
  /** What is wrong: the name of the missing feature, or the sentence of the leading rule. */
  title: string
  /** Ids of the other failed rules, sorted in the same way. */
  symptoms: string[]
}

const LEVEL_ORDER = { must: 0, should: 1, may: 2 }

/**
 * The failed rules of a record as causes, those of the highest level first. Every failed rule is in one cause. Rules share a cause where
 * they show the same missing feature, the same parameter without effect or the same wrong field of an endpoint, or where their
 * evidence is the same odd answer.
 */
export function causesOf({ rules }: Pick<RunRecord, 'rules'>): Cause[] {
  const failed = rules.filter(({ outcome }) => outcome === 'fail')
  const worstFirst = failed.toSorted((a, b) => LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level])
  return groupsOf(worstFirst).flatMap(([leading, ...others]) => (leading === undefined ? [] : causeOf(leading, others)))
}

function causeOf(leading: RuleResult, others: readonly RuleResult[]): Cause {
  const title = others.length > 0 ? (featureOf(leading)?.title ?? unansweredTitle(leading)) : undefined
  return { id: leading.id, title: title ?? leading.sentence, symptoms: others.map(({ id }) => id) }
}

/** What the server says to requests that it does not answer. */
const unansweredTitle = ({ id, findings: [first] }: RuleResult): string | undefined =>
  isAnswered(id) && first !== undefined ? `Requests are not answered: ${first.message}` : undefined

const isAnswered = (id: string): boolean => id.endsWith(`/${ANSWERED}`)

/** Puts rules together that share a mark, also by way of others. Keeps their order. */
function groupsOf(failed: readonly RuleResult[]): RuleResult[][] {
  const marked = failed.map((rule) => ({ rule, marks: marksOf(rule) }))
  // Marks of one group lead to one mark, its root.
  const next = new Map<string, string>()
  const rootOf = (mark: string): string => {
    let root = mark
    for (let on = next.get(root); on !== undefined; on = next.get(root)) root = on
    return root
  }
  for (const { marks } of marked) {
    for (const mark of marks) {
      const [root, other] = [rootOf(marks[0]), rootOf(mark)]
      if (root !== other) next.set(other, root)
    }
  }
  return [...Map.groupBy(marked, ({ marks }) => rootOf(marks[0])).values()].map((group) =>
    group.map(({ rule }) => rule),
  )
}

/** What a failed rule shares with others of the same cause. The name of a missing feature says it all. */
function marksOf(rule: RuleResult): [string, ...string[]] {
  const feature = featureOf(rule)
  if (feature !== undefined) return [`feature ${feature.title}`]
  return [`rule ${rule.id}`, ...parameterMark(rule), ...rule.findings.flatMap((finding) => findingMarks(rule, finding))]
}

/** Whatever shows that a parameter has no effect, plain or streamed, is about that parameter. */
const parameterMark = ({ parameter, findings }: RuleResult): string[] =>
  parameter !== undefined && findings.some(({ kind }) => kind === 'ignored') ? [`parameter ${parameter}`] : []

function findingMarks(rule: RuleResult, finding: Finding): string[] {
  const { path, message, actual } = finding
  // The same words to whatever is asked have one reason.
  const unanswered = isAnswered(rule.id) ? [`unanswered ${path} ${JSON.stringify(actual)} ${message}`] : []
  return [...unanswered, ...placeMarks(rule, finding)]
}

function placeMarks({ area }: RuleResult, { kind, path, exchange, answers }: Finding): string[] {
  const field = `${kind} ${placeOf(path)}`
  // A traffic rule names the first of its bad answers. Another rule may name the same answer for another reason.
  if (answers !== undefined && (answers.with > 1 || answers.of === 1)) return [`field ${endpointOf(area)} ${field}`]
  if (exchange === undefined) return []
  return [`answer ${exchange} ${kind === 'ignored' ? kind : field}`, ...(answers ? [`odd ${exchange}`] : [])]
}

/** A field has one place, in whichever choice or event it is. */
const placeOf = (path: string): string => path.replace(/^events\[[^\]]*\]\.?/, '$.').replaceAll(/\[-?\d+\]/g, '[]')

/** Chunks of chat completions have an area of their own. */
const endpointOf = (area: string): string => (area === 'streaming' ? 'chat' : area)
