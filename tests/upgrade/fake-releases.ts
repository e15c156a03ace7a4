import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../src/failure.ts'
import type { Releases } from '../../src/releases/release.ts'
import { SAYS_VERSION } from '../cli/binaries.ts'

/**
 * What is wrong with a release. `deaf`: it ignores `stop`. `wavering`: it does so every second time it is started. `broken`:
 * it ends at once. `mute`: it starts, and never answers. `missing`: it cannot be fetched. `slow`: fetching it does not end.
 */
export type Fault = 'deaf' | 'wavering' | 'broken' | 'mute' | 'missing' | 'slow'

export interface FakeReleases extends Releases {
  /** The versions that were installed, each time. */
  installed: string[]
}

const WEEK = 7 * 24 * 3600 * 1000
const SERVER = fileURLToPath(new URL('./serve-release.ts', import.meta.url))

/**
 * Releases of the stand-in, by version, oldest first. Each leaves what it was started with in `dir`: its process id in
 * VERSION.pid, its address in VERSION.host.
 */
export function fakeReleases(
  dir: string,
  faults: Record<string, Fault | null>,
  notes: Record<string, string> = {},
): FakeReleases {
  const versions = Object.keys(faults)
  const installed: string[] = []
  const newest = (candidates: boolean): string => versions.findLast((one) => candidates || !one.includes('-')) ?? ''
  return {
    installed,
    list: async () => versions,
    resolve: async (name) => {
      const version = name === 'latest' || name === 'latest-rc' ? newest(name === 'latest-rc') : name
      if (!versions.includes(version)) throw new Failure('RELEASE_UNKNOWN', `There is no release ${name}.`)
      return version
    },
    install: async (version) => {
      installed.push(version)
      const fault = faults[version] ?? null
      if (fault === 'missing') throw new Failure('RELEASE_INCOMPLETE', `${version} cannot be fetched.`)
      if (fault === 'slow') {
        writeFileSync(path.join(dir, `${version}.fetching`), '')
        await wait(WEEK)
      }
      return { version, binary: program(dir, version, fault) }
    },
    notes: async (version) => notes[version] ?? null,
  }
}

function program(dir: string, version: string, fault: Fault | null): string {
  const folder = path.join(dir, version)
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'ollama')
  const mark = path.join(dir, version)
  const deaf = {
    deaf: 'DEAF=deaf',
    wavering: `[ -e '${mark}.again' ] && DEAF=deaf && rm '${mark}.again' || touch '${mark}.again'`,
  }
  const lines =
    fault === 'broken'
      ? ['echo no such library >&2', 'exit 3']
      : [
          fault === 'deaf' || fault === 'wavering' ? deaf[fault] : '',
          `echo "$OLLAMA_HOST" > '${mark}.host'`,
          `echo $$ > '${mark}.pid'`,
          fault === 'mute'
            ? 'exec sleep 100000'
            : `exec '${process.execPath}' '${SERVER}' "$OLLAMA_HOST" ${version} $DEAF`,
        ]
  writeFileSync(file, `#!/bin/sh\n${SAYS_VERSION}\n${lines.join('\n')}\n`)
  chmodSync(file, 0o755)
  return file
}
