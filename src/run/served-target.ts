import { existsSync } from 'node:fs'
import { Failure } from '../failure.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import { isReleaseName } from '../releases/release-name.ts'
import type { Releases } from '../releases/release.ts'
import { serve, type Startable } from '../server/serve-container.ts'
import { isProgram } from '../server/serve.ts'
import { namesPreset } from '../server/side-name.ts'
import type { Environment } from '../server/sides.ts'
import { assertSelection } from './assert-selection.ts'

interface Serving {
  env: Environment
  releases: Releases
  note: (line: string) => void
  signal?: AbortSignal | undefined
}

/**
 * Does something with a target that answers. An Ollama binary, and a release by its name, is started for it and stopped
 * afterwards, whatever happens; `isServed` says so. Any other target is left as it is.
 */
export async function withServedTarget<T>(
  options: RunOptions,
  { env, releases, note, signal }: Serving,
  use: (options: RunOptions, isServed: boolean) => Promise<T>,
): Promise<T> {
  const { target } = options
  if (target === undefined || !isStarted(target)) return use(options, false)
  if (options.via !== undefined)
    throw new Failure(
      'USAGE',
      `--via leads through a gateway to a server that runs, and --target ${target} is none. Name the URL of that server.`,
    )
  // What is wrong with the options is said before a release is fetched.
  await assertSelection(options)
  const server = await serve(await startableOf(target, releases), env, signal)
  try {
    return await use({ ...options, target: server.url }, true)
  } finally {
    for (const line of await server.stop()) note(line)
  }
}

/** Presets go before files of the same name, and files before releases. */
const isStarted = (target: string): boolean =>
  !namesPreset(target) && (isProgram(target) || (isReleaseName(target) && !existsSync(target)))

const startableOf = async (target: string, releases: Releases): Promise<Startable> =>
  isProgram(target) ? { binary: target } : releases.install(await releases.resolve(target))

/** A server that was started for a run is gone from its port, so commands name the usual one. */
export function servedRecord(record: RunRecord): RunRecord {
  const { server } = record.target
  const label = server === null ? record.target.label : [server.software, server.version].filter(Boolean).join(' ')
  return { ...record, target: { ...record.target, label, baseUrl: null } }
}
