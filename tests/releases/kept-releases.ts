import { readdirSync } from 'node:fs'
import path from 'node:path'
import { releasesOf, type ReleaseOptions, type Releases, type Unpacked } from '../../src/releases/release.ts'
import { folder } from '../cli/command-line.ts'
import { linuxFiles, tarball } from './archives.ts'
import type { Release } from './release-server.ts'

export const LINUX = 'linux-amd64'

type Given = Partial<ReleaseOptions> & { mirror: string }

interface Kept extends Releases {
  install: (version: string) => Promise<Unpacked>
  cache: string
}

/** Releases kept in a folder of the test, and that folder. There is room for any. */
export function releases({ env = {}, ...options }: Given): Kept {
  const cache = options.cache ?? folder()
  const from = releasesOf({ platform: LINUX, freeSpace: async () => 1e12, ...options, env, cache })
  return { ...from, install: async (version) => (await from.install(version)) as Unpacked, cache }
}

export const inCache = (cache: string, platform = LINUX): string[] => readdirSync(path.join(cache, platform)).sort()

/** A release for Linux of the form that its time had. */
export const linux = async (version: string, packing: 'gzip' | 'zstd' = 'zstd'): Promise<Release> => ({
  version,
  archives: {
    [packing === 'zstd' ? 'ollama-linux-amd64.tar.zst' : 'ollama-linux-amd64.tgz']: await tarball(
      linuxFiles(version),
      packing,
    ),
  },
})

export const ZST = 'ollama-linux-amd64.tar.zst'
export const AT = `/v0.24.0/${ZST}`
export const data = ({ archives }: Release): Buffer => archives[ZST] as Buffer
