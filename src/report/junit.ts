import XMLBuilder from 'fast-xml-builder'
import type { RuleResult } from '../judge/rule-result.ts'
import { gateOf } from '../record/gate.ts'
import type { RunRecord } from '../record/record.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import { ciState, type CiState } from './ci-state.ts'
import { reproduction } from './evidence.ts'
import type { Material } from './formats.ts'
import { failureLine, failureText, knownLine, oneLine } from './plain-failure.ts'

interface Problem {
  '@type'?: string
  '@message': string
  '#text'?: string
}
interface TestCase {
  '@classname': string
  '@name': string
  failure?: Problem
  error?: Problem
  skipped?: Problem
}
interface TestSuite {
  '@name': string
  '@tests': number
  '@failures': number
  '@errors': number
  '@skipped': number
  testcase: TestCase[]
}

/**
 * JUnit XML, as Jenkins, GitLab and others read it: a suite a topic, a case a rule. It has a failure or an error exactly
 * where the exit code is not 0. Pure.
 */
export function renderJunit({ record, evidence }: Material): string {
  const gate = gateOf(record)
  const judged = record.rules
    .map((rule) => ({ rule, state: ciState(rule, gate) }))
    .filter(({ state }) => state.state !== 'unselected')
  const topics = Map.groupBy(judged, ({ rule }) => topicOf(rule))
  const suites = [...topics].map(([topic, rules]) =>
    testSuite(
      topic,
      rules.map(({ rule, state }) => ({ ...named(rule), ...shown(rule, state, reproduction(rule, record, evidence)) })),
    ),
  )
  const all = [testSuite('run', runCases(record)), ...suites]
  const total = (key: '@tests' | '@failures' | '@errors'): number => all.reduce((sum, suite) => sum + suite[key], 0)
  const tree = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': oneLine(`ollama-conformance: ${record.target.label}: ${verdictTitle(record.summary)}`),
      '@tests': total('@tests'),
      '@failures': total('@failures'),
      '@errors': total('@errors'),
      testsuite: all,
    },
  }
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
  })
  return `${builder.build(allowed(tree))}`
}

function testSuite(name: string, testcase: TestCase[]): TestSuite {
  const count = (key: 'failure' | 'error' | 'skipped'): number =>
    testcase.filter((one) => one[key] !== undefined).length
  return {
    '@name': name,
    '@tests': testcase.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
    testcase,
  }
}

const topicOf = ({ id }: RuleResult): string => id.split('/').slice(0, 2).join('/')

/** Dots make a tree in Jenkins. */
const named = (rule: RuleResult): TestCase => ({ '@classname': topicOf(rule).replace('/', '.'), '@name': rule.id })

function shown(rule: RuleResult, state: CiState, command: string): Partial<TestCase> {
  switch (state.state) {
    case 'failed':
      return {
        failure: {
          '@type': rule.findings[0]?.kind ?? rule.outcome,
          '@message': failureLine(rule),
          '#text': `${failureText(rule)}${command}`,
        },
      }
    case 'error':
      return { error: { '@type': 'error', '@message': oneLine(state.why), '#text': `${rule.sentence}${command}` } }
    case 'lesser':
      return {
        skipped: { '@message': `fails at level ${rule.level}, which does not fail this run: ${failureLine(rule)}` },
      }
    case 'known':
      return { skipped: { '@message': knownLine(state.known) } }
    case 'open':
      return { skipped: { '@message': oneLine(state.why) } }
    default:
      return {}
  }
}

/** What is about no single rule: that the run could be judged, and that the list of known deviations is true. */
function runCases({ summary, knownProblems, options }: RunRecord): TestCase[] {
  const own = (name: string): TestCase => ({ '@classname': 'run', '@name': name })
  const counting = options.failOn === 'never' ? [] : knownProblems
  return [
    {
      ...own('could be judged'),
      ...(summary.verdict === 'could-not-judge'
        ? { error: { '@type': 'could-not-judge', '@message': oneLine(summary.sentence, 600) } }
        : {}),
    },
    ...counting.map(({ rule, kind, message }) => ({
      ...own(`known deviation ${rule}`),
      failure: { '@type': kind, '@message': oneLine(message, 600) },
    })),
  ]
}

/** Characters that XML cannot hold, not even as a reference; control characters are shown in words before. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** XML may hold these, and a terminal would obey them. Where they stand in JSON, as in a command, this says the same. */
const COMMANDING = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
const inWords = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Every text in the tree, made fit for XML. */
function allowed<T>(tree: T): T {
  if (typeof tree === 'string')
    return tree.toWellFormed().replace(FORBIDDEN, '\ufffd').replace(COMMANDING, inWords) as T
  if (Array.isArray(tree)) return tree.map(allowed) as T
  if (typeof tree === 'object' && tree !== null)
    return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, allowed(value)])) as T
  return tree
}
