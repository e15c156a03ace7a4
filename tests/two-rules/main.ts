/**
 * `npm run test:two-rules [-- TESTS…]`: that two people who each add a rule do not meet. In a clone of the last commit, one branch adds a
 * rule over all traffic and another a rule with a probe that nobody has recorded, both in one area. Each must be three files; then the
 * branches are merged, and the tests that look at all rules are run, or those that are named.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '../../src/record/record.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const clone = mkdtempSync(path.join(tmpdir(), 'two-rules-'))
process.once('exit', () => rmSync(clone, { recursive: true, force: true }))

const RULES = ['traffic', 'probe']
const LOOK_AT_ALL = ['tests/*.test.ts', 'tests/recordings', 'tests/corpus', 'tests/fuzz/mutations', 'scripts']
const tests = process.argv.length > 2 ? process.argv.slice(2) : LOOK_AT_ALL

/** Runs a program in the clone and gives its exit code. */
function exitOf(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number | null {
  return spawnSync(program, args, {
    cwd: clone,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  }).status
}

/** @throws Error where it fails */
function succeed(program: string, ...args: string[]): void {
  const code = exitOf(program, args)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`)
}

const git = (...args: string[]): void =>
  succeed('git', '-c', 'user.name=two-rules', '-c', 'user.email=two-rules@localhost', ...args)
const node = (file: string, ...args: string[]): void => succeed(process.execPath, path.join(clone, file), ...args)
const vitest = (...args: string[]): void => node('node_modules/vitest/vitest.mjs', 'run', ...args)

/** Adds a rule as a person does, on a branch of its own. @throws Error where more than three files change */
function addRule(name: string): void {
  git('checkout', '--quiet', '-b', name, 'base')
  const suite = readFileSync(path.join(here, name, 'suite.ts'), 'utf8').replaceAll(`'../../../`, `'../../`)
  writeFileSync(path.join(clone, `suites/stop/trial-${name}.ts`), suite)
  cpSync(path.join(here, name, 'fault.ts'), path.join(clone, `src/deviations/catalogue/trial-${name}.ts`))
  vitest('tests/rule-ids.test.ts', '--update=all')
  git('add', '--all')
  git('commit', '--quiet', '--message', `Add the rule ${name}`)
  const { stdout } = spawnSync('git', ['diff', '--name-only', 'base'], { cwd: clone, encoding: 'utf8' })
  const changed = stdout.trim().split('\n')
  if (changed.length !== 3) throw new Error(`The rule ${name} changes ${changed.length} files: ${changed.join(', ')}.`)
}

succeed('git', 'clone', '--quiet', '--no-hardlinks', root, '.')
symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'), 'junction')
writeFileSync(path.join(clone, '.git/info/exclude'), 'node_modules\n')
git('checkout', '--quiet', '-b', 'base')
for (const rule of RULES) addRule(rule)
git('merge', '--quiet', '--no-edit', ...RULES.slice(0, 1))
node('node_modules/typescript/bin/tsc')
vitest(...tests)
// In a terminal where no server is named and none answers, the bundled recording is shown, which has no answer to the new probe.
exitOf(process.execPath, ['src/cli/main.ts', '--only', 'stop/trial-*', 'stop/string', '--out', 'shown'], {
  OLLAMA_HOST: '',
  CI: 'false',
  NODE_OPTIONS: `--import=${path.join(clone, 'tests/cli/terminal.ts')}`,
})
const { summary } = JSON.parse(readFileSync(path.join(clone, 'shown/results.json'), 'utf8')) as RunRecord
if (summary.verdict !== 'conforms') throw new Error(`The bundled recording lacks the new probe: ${summary.sentence}`)
console.log('Two rules on two branches: three files each, no conflict, all tests pass.')
