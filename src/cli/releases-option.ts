import { Option, type Command } from 'commander'
import { cacheFolder } from '../releases/cache-folder.ts'
import { releasesOf, type ReleaseProgress, type Releases } from '../releases/release.ts'
import { ENGINES, type Engine } from '../server/engine.ts'
import type { Environment } from '../server/sides.ts'

export interface ReleaseFlags {
  releasesFrom?: string
  with?: Engine
}

/** For commands that take a release of Ollama by its name. */
export const releasesOption = (command: Command): Command =>
  command
    .optionsGroup('Who is asked:')
    .option(
      '--releases-from <url>',
      'a mirror of the releases of Ollama (default: OLLAMA_CONFORMANCE_RELEASES, else where Ollama publishes them)',
    )

/** For commands that start a release as well. */
export const startedReleaseOptions = (command: Command): Command =>
  releasesOption(command).addOption(
    new Option(
      '--with <engine>',
      'run a release named by its version as a container, instead of fetching its archive',
    ).choices(ENGINES),
  )

/** What is told while a release is fetched. */
export interface FetchListener {
  fetching: (progress: ReleaseProgress) => void
  note: (line: string) => void
}

export const releasesFor = (
  { releasesFrom, with: engine }: ReleaseFlags,
  env: Environment,
  { fetching, note }: FetchListener,
  signal: AbortSignal,
): Releases =>
  releasesOf({ cache: cacheFolder(env), mirror: releasesFrom, engine, env, onProgress: fetching, note, signal })
