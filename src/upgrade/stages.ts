import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compare } from '../compare/compare.ts'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { isRecording, readRecording } from '../recording/recording.ts'
import { renderUpgrade } from '../report/upgrade.ts'
import { reassess } from '../run/assess.ts'
import type { RunRecord } from '../run/record.ts'
import type { RunOptions } from '../run/options.ts'
import { run, type RunListener } from '../run/run.ts'
import type { Environment } from '../run/sides.ts'
import { isProgram, serveOllama } from '../target/serve.ts'
import { compareStages, type Stage, type Upgrade } from './upgrade.ts'

export interface UpgradeSetup { sides: string[]; options: RunOptions; env: Environment; command: string; signal: AbortSignal; listener: RunListener }

interface Judged extends Stage { dir: string }

/** Judges each side in turn, and compares them in the order given. What was measured stays in `out`, a folder a side. */
export async function runUpgrade({ sides, ...setup }: UpgradeSetup): Promise<Upgrade> {
  for (const side of sides) assertSide(side)
  const judged: Judged[] = []
  for (const [at, side] of sides.entries()) {
    setup.listener.note(`${at + 1} of ${sides.length}: ${side}`)
    judged.push(await judgeSide(side, path.join(setup.options.out, `${at + 1}`), setup))
  }
  const [first, second, ...rest] = judged
  if (!first || !second) throw new Failure('USAGE', 'Two sides are needed: compare BEFORE AFTER.')
  const last = rest.at(-1) ?? second
  return compareStages([first, second, ...rest], await shapes(first, last))
}

/** Writes `upgrade.json` and `upgrade.md`. */
export function writeUpgrade(upgrade: Upgrade, out: string): void {
  mkdirSync(out, { recursive: true })
  writeFileSync(path.join(out, 'upgrade.json'), `${JSON.stringify(upgrade, null, 2)}\n`)
  writeFileSync(path.join(out, 'upgrade.md'), renderUpgrade(upgrade))
}

/** A folder that is neither a run nor a recording is told before anything is sent. */
function assertSide(side: string): void {
  if (/^https?:\/\//.test(side) || isRun(side) || isRecording(side) || isProgram(side)) return
  if (/^[\w.-]+:\d+/.test(side)) return
  throw new Failure('SIDE_INVALID', `${side} is no URL, recording, run folder or Ollama binary that can be started. Name one of these.`)
}

const isRun = (dir: string): boolean => existsSync(path.join(dir, 'results.json'))

async function judgeSide(side: string, out: string, setup: Omit<UpgradeSetup, 'sides'>): Promise<Judged> {
  if (isRun(side)) return { ...named(await reassess(side), side), dir: side }
  if (!isProgram(side) || isRecording(side)) return { ...named(await ask(side, out, setup), side), dir: out }
  const server = await serveOllama(side, setup.env)
  try {
    return { ...named(await ask(server.url, out, setup), side), dir: out }
  } finally {
    await server.stop()
  }
}

const ask = (target: string, out: string, { options, env, command, signal, listener }: Omit<UpgradeSetup, 'sides'>): Promise<RunRecord> =>
  run({ options: { ...options, target, reference: 'none', out, failOn: 'never' }, env, command, signal, listener })

/** A version says more than a path or an address. */
function named(record: RunRecord, side: string): Stage {
  const { server } = record.target
  return { name: server?.version ? `${server.software} ${server.version}` : path.basename(side), record }
}

/** The before is what counts: where an answer of the after has another shape, a client may notice. */
async function shapes(before: Judged, after: Judged): Promise<Upgrade['shapes']> {
  const observed = async (dir: string) => {
    const folder = path.join(dir, 'target')
    return observeRecording(folder, await loadSuites(readRecording(folder).info))
  }
  const [first, last] = [await observed(before.dir), await observed(after.dir)]
  return compare(last.observations, { kind: 'paired', observations: first.observations })
}
