import { fileURLToPath } from 'node:url'
import type { Reporter } from 'vitest/node'
import type { Verdict } from '../judge/judge.ts'
import type { Level } from '../define/suite.ts'
import type { RunTask } from './protocol.ts'
import { Failure } from '../failure.ts'
import { lendDataFolder } from './data-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const LEVELS: Level[] = ['must', 'should', 'may']

/**
 * Judges a run folder in Vitest, each rule one test, and gives the verdicts by rule id. What is to be done `beside` is begun once the
 * thread that judges is at work, and this one would only wait.
 */
export async function runRules<T>(task: RunTask, beside: () => Promise<T>): Promise<{ verdicts: Map<string, Verdict>; done: T }> {
  const verdicts = new Map<string, Verdict>()
  const broken: string[] = []
  let doing: Promise<T> | undefined
  const collector: Reporter = {
    onTestModuleQueued() {
      doing = beside()
      // It is waited for below.
      doing.catch(() => {})
    },
    onTestCaseResult(testCase) {
      const { verdict } = testCase.meta()
      if (verdict) verdicts.set(testCase.name, verdict)
      else broken.push(`${testCase.name}: ${testCase.result().errors?.[0]?.message ?? 'no verdict'}`)
    },
    onTestRunEnd(modules, errors) {
      broken.push(...errors.map(({ message }) => message), ...modules.flatMap((module) => module.errors().map(({ message }) => message)))
    },
  }
  // Loaded late: a command that judges nothing shall not wait for it.
  const { createVitest } = await import('vitest/node')
  const { exitCode } = process
  lendDataFolder(process.env)
  const vitest = await createVitest({
    root, config: false, watch: false, include: ['src/runner/rules.worker.{ts,js}'],
    // The installed package is not a place to write to.
    cache: false, fsModuleCache: false, reporters: [collector], pool: 'threads', maxWorkers: 1, isolate: false, tags: LEVELS.map((name) => ({ name })), passWithNoTests: true,
    // Files are loaded as Node loads them: nothing here is mocked, and nothing holds tests beside its code.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  })
  try {
    vitest.provide('run', task)
    await vitest.start()
  } finally {
    await vitest.close()
    // Vitest sets it on every red test. The exit code of a program that judges is the program's own.
    process.exitCode = exitCode
  }
  // What is wrong with the folder is wrong here as well, and is said better.
  const done = await (doing ?? beside())
  if (broken.length > 0) throw new Failure('JUDGE_BROKEN', `A rule broke instead of judging (this is a bug of the suite): ${broken[0]}`)
  return { verdicts, done }
}
