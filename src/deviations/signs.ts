import { ruleMatcher } from '../globs.ts'
import { deviations } from './catalogue.ts'
import { leftOpen, symptoms, type Fails } from './symptoms.ts'

/** Names of the deviations that make a rule fail. */
export interface Signs {
  /** Those that are about the rule: it is their mark. */
  about: readonly string[]
  /** These, and those of which it is a symptom. */
  all: readonly string[]
  /** Those with which the rule cannot be judged: where it holds, a server does not have them. */
  against: readonly string[]
}

/** The topic of a rule or of a glob over rules: no deviation is about more than one with one glob. */
const topicOf = (rule: string): string => rule.split('/', 2).join('/')

interface Index {
  about: Map<string, { name: string; matches: (id: string) => boolean }[]>
  symptomOf: Map<string, string[]>
  leftOpenBy: Map<string, string[]>
  signs: Map<string, Signs>
}

let kept: Index | undefined

/** The library does not change, so each rule is looked up once. */
function index(): Index {
  if (kept) return kept
  const globs = deviations.flatMap(({ name, rules }) => rules.map((glob) => ({ name, glob })))
  const byTopic = [...Map.groupBy(globs, ({ glob }) => topicOf(glob))]
  return (kept = {
    about: new Map(
      byTopic.map(([topic, of]) => [topic, of.map(({ name, glob }) => ({ name, matches: ruleMatcher([glob]) }))]),
    ),
    symptomOf: byRule(symptoms()),
    leftOpenBy: byRule(leftOpen()),
    signs: new Map(),
  })
}

function byRule(rules: Fails): Map<string, string[]> {
  const pairs = [...rules].flatMap(([name, ids]) => ids.map((rule) => ({ name, rule })))
  return new Map([...Map.groupBy(pairs, ({ rule }) => rule)].map(([rule, of]) => [rule, of.map((p) => p.name)]))
}

/** Which deviations of the library make a rule fail. */
export function signsOf(rule: string): Signs {
  const { about: byTopic, symptomOf, leftOpenBy, signs } = index()
  const found = signs.get(rule)
  if (found) return found
  const about = (byTopic.get(topicOf(rule)) ?? []).flatMap(({ name, matches }) => (matches(rule) ? name : []))
  const made = {
    about: [...new Set(about)],
    all: [...new Set([...about, ...(symptomOf.get(rule) ?? [])])],
    against: leftOpenBy.get(rule) ?? [],
  }
  signs.set(rule, made)
  return made
}
