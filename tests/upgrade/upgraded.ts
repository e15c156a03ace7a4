import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Upgrade } from '../../src/history/upgrade.ts'
import { store } from '../cli/binaries.ts'
import { cli, folder, type Ended } from '../cli/command-line.ts'
import { listening } from '../cli/servers.ts'
import { fakeReleases, type FakeReleases, type Fault } from './fake-releases.ts'
import { releaseServer } from './release-server.ts'

export interface Upgraded extends Ended {
  dir: string
  out: string
  releases: FakeReleases
  /** What `upgrade.json` says; null where nothing was compared. */
  upgrade: Upgrade | null
}

/** What `upgrade` does where one release runs and others can be fetched. */
export async function upgraded(
  running: string,
  faults: Record<string, Fault | null>,
  args: string[] = [],
  only = 'stop/string',
): Promise<Upgraded> {
  const [dir, out] = [folder(), folder()]
  const releases = fakeReleases(dir, faults)
  const url = await listening(releaseServer(running), 'http://')
  const ended = await cli(
    ['upgrade', '--only', ...only.split(' '), '--out', out, ...args],
    { OLLAMA_HOST: url, OLLAMA_MODELS: store() },
    releases,
  )
  const file = path.join(out, 'upgrade.json')
  const upgrade = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Upgrade) : null
  return { ...ended, dir, out, releases, upgrade }
}

export const firstLine = ({ stdout }: Ended): string | undefined => stdout.trim().split('\n')[0]
