import { beforeEach, describe, test, type TestContext } from 'vitest'
import { Failure } from './failure.ts'
import { ruleMatcher } from './globs.ts'
import type { KnownDeviation } from './judge/known.ts'
import type { RuleResult } from './judge/rule-result.ts'
import type { RuleEntry } from './judge/rules.ts'
import { checkOptions, DEFAULT_OPTIONS } from './record/check-options.ts'
import { gateOf, type Gate } from './record/gate.ts'
import type { RunOptions } from './record/options.ts'
import { ciState } from './report/ci-state.ts'
import { reproduction } from './report/evidence.ts'
import type { Material } from './report/formats.ts'
import { failureLine, failureText, knownLine, oneLine } from './report/plain-failure.ts'
import { planAlone } from './run/plan-alone.ts'
import { addMatchers } from './vitest/matchers.ts'

addMatchers()

export { startStandIn, withDeviation, type StandIn, type StandInOptions } from './library/stand-in.ts'
export type { ProblemsOptions } from './library/problems.ts'
export type { AnswerMatchers } from './vitest/matchers.ts'

const TAKEN = [
  'target',
  'models',
  'apiKeyEnv',
  'only',
  'skip',
  'profiles',
  'samples',
  'maxTokensTotal',
  'timeout',
  'concurrency',
  'known',
  'record',
  'resume',
  'out',
  'formats',
  'failOn',
] as const satisfies (keyof RunOptions)[]

/** Options as in `run`, with the same defaults. Nothing is written unless `record` or `out` is given. */
export interface ConformanceOptions extends Partial<Pick<RunOptions, (typeof TAKEN)[number]>> {
  /** One profile, by its id or file: what this client needs decides, instead of levels. */
  profile?: string | undefined
}

/**
 * Registers every planned rule as a test of this test file. Await it at the top level of the file. The target is
 * `target`, else the server at `OLLAMA_HOST` or `127.0.0.1:11434`. Keys come from environment variables, as on the
 * command line.
 * @throws Failure in one line when the options are wrong or the server does not answer: then nothing is judged.
 */
export async function conformance(options: ConformanceOptions = {}): Promise<void> {
  const planned = planAlone(runOptions(options), process.env, 'conformance() in Vitest')
  const { name, rules, known, expected, ask } = await withoutStack(planned)
  const ids = new Map(rules.map((entry) => [nameOf(entry), entry.id]))
  const isExpected = ruleMatcher(expected.map(({ rule }) => rule))
  // The test of a rule shows the entry that names just this rule, as long as the entry is in force.
  const isShown = (entry: KnownDeviation): boolean =>
    expected.includes(entry) && rules.some(({ id }) => id === entry.rule)
  const title = `conformance of ${name}`
  const judgedFor = askOnce((names, signal) =>
    ask(
      names.flatMap((one) => ids.get(one) ?? []),
      signal,
    ),
  )
  let judged: Judged
  describe(title, () => {
    // Not before all: only a test has the signal that aborts when the run is cancelled (Vitest 3.2 and later).
    beforeEach(async (context) => {
      judged = await judgedFor(context, title)
    }, NO_LIMIT)
    for (const [area, own] of Map.groupBy(rules, ({ suite }) => suite.area)) {
      describe(area, () =>
        own.forEach((entry) => {
          const options = { tags: [entry.level], fails: isExpected(entry.id) }
          testTagged(nameOf(entry), options, (context) => judged.show(entry.id, context))
        }),
      )
    }
    describe('run', () => {
      test('could be judged', () => judged.showVerdict())
      for (const { rule } of known.filter((entry) => !isShown(entry)))
        test(`known deviation ${rule}`, () => judged.showKnown(rule))
    })
  })
}

/**
 * Asks before the first test what all tests of its suite need, so that what a filter leaves out is not sent. Where that
 * fails, one test says so, and all others are skipped.
 */
function askOnce(
  ask: (names: string[], signal: AbortSignal) => Promise<Material>,
): (context: TestContext, title: string) => Promise<Judged> {
  let asked: { by: Task; answers: Promise<Judged> } | undefined
  return async ({ task, signal, skip }, title) => {
    // A test is declared as an expected failure before the answers are there. Until then nothing else may count as one.
    Object.assign(task, { fails: false })
    asked ??= {
      by: task,
      answers: withoutStack(ask(testsToRun(suiteOf(task, title)), signal)).then((material) => new Judged(material)),
    }
    try {
      return await asked.answers
    } catch (error) {
      if (asked.by === task) throw error
      return skip('nothing was judged')
    }
  }
}

/** Requests have limits of their own. */
const NO_LIMIT = 0

/** Two rules never share an id, so two tests never share a name. */
const nameOf = ({ id, level }: RuleEntry): string => `${id} (${level})`

function runOptions({ profile, profiles = [], out, ...options }: ConformanceOptions): Parameters<typeof planAlone>[0] {
  const isTaken = (name: string): boolean => TAKEN.some((taken) => taken === name)
  const stranger = Object.keys(options).find((name) => name in DEFAULT_OPTIONS && !isTaken(name))
  const given = { ...DEFAULT_OPTIONS, ...options, profiles: [...profiles, ...(profile === undefined ? [] : [profile])] }
  try {
    if (stranger !== undefined) {
      throw new Failure('USAGE', `conformance() has no option ${stranger}. Use run() or the command line.`)
    }
    return { ...checkOptions({ ...given, ...(out === undefined ? {} : { out }) }), out }
  } catch (error) {
    throw plain(error)
  }
}

/** Vitest 4.1 and later have tags, and refuse one that the config does not declare. */
function testTagged(
  name: string,
  { tags, fails }: { tags: string[]; fails: boolean },
  check: (context: TestContext) => Promise<void>,
): void {
  try {
    test(name, { tags, fails }, check)
  } catch {
    test(name, { fails }, check)
  }
}

/** What this file reads of a test or a suite of Vitest. */
interface Task {
  type: string
  name: string
  mode: string
  suite?: Task | undefined
  tasks?: Task[]
}

const suiteOf = (task: Task, title: string): Task =>
  task.suite === undefined || task.name === title ? task : suiteOf(task.suite, title)

/** The names of the tests that no filter leaves out. */
const testsToRun = ({ type, name, mode, tasks = [] }: Task): string[] =>
  mode === 'skip' || mode === 'todo' ? [] : type === 'test' ? [name] : tasks.flatMap(testsToRun)

/** What was judged, for tests that show it. */
class Judged {
  readonly #material: Material
  readonly #gate: Gate
  readonly #rules: ReadonlyMap<string, RuleResult>

  constructor(material: Material) {
    this.#material = material
    this.#gate = gateOf(material.record)
    this.#rules = new Map(material.record.rules.map((rule) => [rule.id, rule]))
  }

  /** Passes, fails or skips the test of a rule, where the exit code of the command line would say the same. */
  async show(id: string, context: TestContext): Promise<void> {
    const { record, evidence } = this.#material
    const rule = this.#rules.get(id)
    if (rule === undefined) throw new Error(`${id} was not judged`)
    const { level, outcome, code } = rule
    Object.assign(context.task.meta, { conformance: { id, level, outcome, ...(code === undefined ? {} : { code }) } })
    const state = ciState(rule, this.#gate)
    Object.assign(context.task, { fails: state.state === 'known' })
    const command = (): string => reproduction(rule, record, evidence)
    switch (state.state) {
      case 'failed':
        throw nonconformance(`${failureText(rule)}${command()}`)
      case 'error':
        throw nonconformance(`${oneLine(state.why)}\n\n${rule.sentence}${command()}`)
      case 'lesser':
        return context.skip(`fails at level ${level}, which does not fail this run: ${failureLine(rule)}`)
      case 'open':
        return context.skip(oneLine(state.why))
      // Vitest 3.0 and 3.1 have no annotations.
      case 'known':
        await (context as Partial<TestContext>).annotate?.(knownLine(state.known), 'known deviation')
        throw nonconformance(failureText(rule))
      case 'passed':
        return this.showKnown(id)
      case 'unselected':
        return
    }
  }

  /** What could not be judged never reads as safe. */
  showVerdict(): void {
    const { verdict, sentence } = this.#material.record.summary
    if (verdict === 'could-not-judge') throw nonconformance(oneLine(sentence, 600))
  }

  /** An entry that is no longer true fails the test, and the message says what to do with it. */
  showKnown(rule: KnownDeviation['rule']): void {
    const { knownProblems, options } = this.#material.record
    const problem = knownProblems.find((one) => one.rule === rule)
    if (problem && options.failOn !== 'never') throw nonconformance(oneLine(problem.message, 600))
  }
}

/** An error about the server. Where it was thrown says nothing to the reader. */
const nonconformance = (message: string): Error => plain(Object.assign(new Error(message), { name: 'Nonconformance' }))

function plain<T>(error: T): T {
  if (error instanceof Error) error.stack = ''
  return error
}

/** A failure is one line that says what to mend; for any other error its place is what counts. */
async function withoutStack<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof Failure ? plain(error) : error
  }
}
