import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from '../../src/cli/start.ts'
import type { RunRecord } from '../../src/record/record.ts'
import type { Releases } from '../../src/releases/release.ts'
import { printedBy } from './printed-by.ts'
import { whenDone } from './when-done.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
/** Nothing listens on the port of discarded packets, so no server of this machine is ever judged by accident. */
export const NOWHERE = '127.0.0.1:9'

/** Many short processes load the same modules. */
const CACHE = path.join(tmpdir(), 'conformance-compile-cache')

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
  stdout: () => string
  stderr: () => string
}

/** The environment of a command line, which holds nothing but what the test sets. */
const environment = (env: Record<string, string>): Record<string, string | undefined> => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  OLLAMA_HOST: NOWHERE,
  ...env,
})

/** Starts the command line as a user does, in a process of its own; `program` may stand in for it. */
export function start(args: string[], env: Record<string, string> = {}, program = MAIN): Running {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...environment(env), NODE_COMPILE_CACHE: CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that a test can press Ctrl-C as a terminal does.
    detached: true,
  })
  whenDone(() => {
    child.kill('SIGKILL')
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((settle, fail) => {
    child.on('error', fail)
    child.on('close', (code) => settle({ code, stdout, stderr }))
  })
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}

/** What a command line does in a process of its own: for what is about processes, signals and streams. */
export const inOwnProcess = (args: string[], env: Record<string, string> = {}): Promise<Ended> => start(args, env).ended

/** What a command line does, in this process: the same code without the second that a process takes to start. */
export async function cli(args: string[], env: Record<string, string> = {}, releases?: Releases): Promise<Ended> {
  const { result, ...printed } = await printedBy(() =>
    main(['node', 'ollama-conformance', ...args], environment(env), undefined, releases),
  )
  return { code: result, ...printed }
}

/** An empty folder that is gone when the test is over. */
export function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'conformance-'))
  whenDone(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export interface Reported extends Ended {
  out: string
  record: RunRecord
  /** The text of report.md, and of evidence.md. */
  report: string
  evidence: string
}

/** A run that comes to a report, with what it wrote. */
export async function reported(args: string[], env: Record<string, string> = {}): Promise<Reported> {
  const out = folder()
  return { ...(await cli([...args, '--out', out], env)), ...written(out) }
}

/** What a run left in its folder. */
export const written = (out: string): Omit<Reported, keyof Ended> => ({
  out,
  record: JSON.parse(readFileSync(path.join(out, 'results.json'), 'utf8')) as RunRecord,
  report: readFileSync(path.join(out, 'report.md'), 'utf8'),
  evidence: readFileSync(path.join(out, 'evidence.md'), 'utf8'),
})

/** The text of every file below a folder. */
export const everythingIn = (dir: string): string =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

export const outcomes = ({ rules }: RunRecord): Record<string, string> =>
  Object.fromEntries(rules.map(({ id, outcome }) => [id, outcome]))

export const withOutcome = ({ rules }: RunRecord, wanted: string): string[] =>
  rules.filter(({ outcome }) => outcome === wanted).map(({ id }) => id)
