import path from 'node:path'
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import { fetchImage, type Container, type Engine } from '../server/engine.ts'
import type { Environment } from '../server/side-name.ts'
import { installedIn } from './cache.ts'
import { freeSpaceIn, type FreeSpace } from './download.ts'
import { ownPlatform } from './facts.ts'
import { installInto } from './install.ts'
import { checksumsOf, publishedBy, type Published } from './published.ts'
import { versionIn } from './release-name.ts'
import { sourceOf, type Source } from './source.ts'

/** A release of Ollama that was unpacked on this machine. */
export interface Unpacked {
  version: string
  binary: string
}

/** A release of Ollama on this machine: unpacked, or an image that an engine has. */
export type Installed = Unpacked | (Container & { version: string })

/** Where Ollama publishes its images; the tag is the version. */
const IMAGES = 'docker.io/ollama/ollama'

/** Where releases come from; everything that needs one takes this, so tests give their own. */
export interface Releases {
  /** Published versions, oldest first, release candidates among them. */
  list: () => Promise<string[]>
  /** `0.24.0`, `v0.24.0`, `latest` or `latest-rc` to a version. @throws Failure RELEASE_UNKNOWN that names the nearest. */
  resolve: (name: string) => Promise<string>
  /** Fetches the release unless it is in the cache, verified. */
  install: (version: string) => Promise<Installed>
  /** The release notes as Markdown; null where there are none. Absent where the source has none at all. */
  notes?: (version: string) => Promise<string | null>
}

/** How far a release is. */
export interface ReleaseProgress {
  version: string
  stage: 'downloading' | 'verifying' | 'unpacking' | 'ready'
  /** Bytes so far. */
  received: number
  /** Null where the server does not tell. */
  total: number | null
}

export interface ReleaseOptions {
  /** Folder that releases are kept in (`cacheFolder`). */
  cache: string
  /** Base URL of a mirror; that of `OLLAMA_CONFORMANCE_RELEASES`, else the vendor, where absent. */
  mirror?: string | undefined
  /** As the vendor names it, for example `linux-amd64`; this machine where absent. */
  platform?: string | undefined
  /** Proxies, and where the releases come from. */
  env: Environment
  onProgress?: ((progress: ReleaseProgress) => void) | undefined
  /** What a person should know, a line at a time. */
  note?: ((line: string) => void) | undefined
  signal?: AbortSignal | undefined
  freeSpace?: FreeSpace | undefined
  /** What runs a release as a container; without one, an archive is fetched. */
  engine?: Engine | undefined
}

/** The vendor's releases, or those of a mirror, kept in a cache folder. Nothing is asked before it is needed. */
export function releasesOf(options: ReleaseOptions): Releases {
  const { cache, mirror, env, signal, engine, platform = ownPlatform() } = options
  let source: Source | undefined
  const from = (): Source => (source ??= sourceOf({ mirror, env, signal }))
  let list: Promise<Published[]> | undefined
  const published = (): Promise<Published[]> => (list ??= publishedBy(from()))
  const checksums = new Map<string, ReturnType<typeof checksumsOf>>()
  const checksumsFor = (version: string): ReturnType<typeof checksumsOf> => {
    const known = checksums.get(version) ?? checksumsOf(from(), version)
    checksums.set(version, known)
    return known
  }
  const folder = path.join(cache, platform)
  const unpacked = (version: string): Promise<Unpacked> =>
    installInto({
      folder,
      platform,
      version,
      source: from,
      checksums: async () =>
        (await checksumsFor(version)) ?? (await published()).find((one) => one.version === version)?.digests,
      onProgress: options.onProgress ?? (() => {}),
      note: options.note ?? (() => {}),
      freeSpace: options.freeSpace ?? freeSpaceIn,
      signal,
    })
  return {
    list: async () => (await published()).map(({ version }) => version),
    notes: async (version) => (await published()).find((one) => one.version === version)?.notes ?? null,
    resolve: async (name) => {
      if (name === 'latest' || name === 'latest-rc') return newest(await published(), name)
      const version = versionIn(name) ?? name
      // What is here, or has checksums, needs no list. Whether there is an image, the engine tells.
      if (engine !== undefined && versionIn(name) !== undefined) return version
      if (installedIn(folder, version) || (await checksumsFor(version))) return version
      return assertPublished(version, await published())
    },
    install: engine === undefined ? unpacked : (version) => imageOf(version, engine, options),
  }
}

async function imageOf(version: string, engine: Engine, { env, note, signal }: ReleaseOptions): Promise<Installed> {
  const container = { engine, image: `${IMAGES}:${version}` }
  await fetchImage(container, { env, note: note ?? (() => {}), signal })
  return { version, ...container }
}

/** What is marked as early is for those who test it, also where its number is final. */
function newest(published: readonly Published[], name: 'latest' | 'latest-rc'): string {
  const found = published.findLast(({ version, early }) => name === 'latest-rc' || !(early || version.includes('-')))
  if (found) return found.version
  throw new Failure('RELEASE_UNKNOWN', `${name}: no such release is published. Name a version, such as 0.24.0.`)
}

function assertPublished(version: string, published: readonly Published[]): string {
  const versions = published.map((one) => one.version)
  if (versions.includes(version)) return version
  const near = versions.length === 0 ? '' : ` Did you mean ${nearest(version, versions)}?`
  throw new Failure(
    'RELEASE_UNKNOWN',
    `There is no release ${version} of Ollama.${near} \`ollama-conformance releases --available\` lists all; older release candidates are withdrawn.`,
  )
}
