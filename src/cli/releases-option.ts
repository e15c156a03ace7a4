import type { Command } from 'commander'
import { cacheFolder } from '../releases/cache-folder.ts'
import { releasesOf, type ReleaseProgress, type Releases } from '../releases/release.ts'
import type { Environment } from '../server/sides.ts'

export interface ReleaseFlags {
  releasesFrom?: string
}

/** For commands that take a release of Ollama by its name. */
export const releasesOption = (command: Command): Command =>
  command
    .optionsGroup('Who is asked:')
    .option(
      '--releases-from <url>',
      'a mirror of the releases of Ollama (default: OLLAMA_CONFORMANCE_RELEASES, else where Ollama publishes them)',
    )

/** What is told while a release is fetched. */
export interface FetchListener {
  fetching: (progress: ReleaseProgress) => void
  note: (line: string) => void
}

export const releasesFor = (
  { releasesFrom }: ReleaseFlags,
  env: Environment,
  { fetching, note }: FetchListener,
  signal: AbortSignal,
): Releases => releasesOf({ cache: cacheFolder(env), mirror: releasesFrom, env, onProgress: fetching, note, signal })
