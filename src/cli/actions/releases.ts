import path from 'node:path'
import { Failure } from '../../failure.ts'
import { cacheFolder } from '../../releases/cache-folder.ts'
import { assertKept, keptIn, removeRelease, versionsIn } from '../../releases/cache.ts'
import { ownPlatform } from '../../releases/facts.ts'
import { versionIn } from '../../releases/release-name.ts'
import { sizeText } from '../../releases/size-text.ts'
import { counted } from '../../report/markdown-text.ts'
import type { Environment } from '../../server/sides.ts'
import { outColours } from '../colours.ts'
import { interruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { releasesFor, type ReleaseFlags } from '../releases-option.ts'

const folderIn = (env: Environment): string => path.join(cacheFolder(env), ownPlatform())

/** What is in the cache, and with `--available` what is published. */
export async function listReleases(flags: ReleaseFlags & { available: boolean }, env: Environment): Promise<number> {
  const folder = folderIn(env)
  const kept = keptIn(folder)
  const whole = kept.filter(({ partly }) => !partly)
  const total = kept.reduce((sum, { size }) => sum + size, 0)
  console.log(`${counted(whole.length, 'release')} in ${folder}, ${sizeText(total)}`)
  const widest = Math.max(0, ...kept.map(({ version }) => version.length))
  for (const { version, size, partly } of kept)
    console.log(`${version.padEnd(widest)}  ${sizeText(size)}${partly ? outColours.dim('  not whole yet') : ''}`)
  if (flags.available) await listPublished(flags, env, new Set(whole.map(({ version }) => version)))
  return 0
}

async function listPublished(flags: ReleaseFlags, env: Environment, kept: ReadonlySet<string>): Promise<void> {
  await withReleases(flags, env, async (releases) => {
    const published = await releases.list()
    console.log(`\n${counted(published.length, 'release')} published, oldest first`)
    for (const version of published)
      console.log(`${version}${kept.has(version) ? outColours.dim('  in the cache') : ''}`)
  })
}

/** Fetches a release and says where it is. */
export async function getRelease(name: string, flags: ReleaseFlags, env: Environment): Promise<number> {
  await withReleases(flags, env, async (releases) => {
    const release = await releases.install(await releases.resolve(name))
    console.log(`Ollama ${release.version} is ${'binary' in release ? release.binary : release.image}`)
  })
  return 0
}

async function withReleases(
  flags: ReleaseFlags,
  env: Environment,
  use: (releases: ReturnType<typeof releasesFor>) => Promise<void>,
): Promise<void> {
  const { signal, release } = interruption('What was fetched is kept.')
  const shown = progress()
  try {
    await use(releasesFor(flags, env, shown, signal))
  } finally {
    shown.done()
    release()
  }
}

/** Removes the releases that are named, or all, and without either what did not end. */
export async function pruneReleases(names: readonly string[], all: boolean, env: Environment): Promise<number> {
  const folder = folderIn(env)
  const versions = names.map((name) => versionIn(name) ?? name)
  for (const version of versions) assertKept(folder, version)
  if (all && names.length > 0)
    throw new Failure('USAGE', 'Name the releases to remove, or give --all for every one of them, but not both.')
  const whole = new Set(keptIn(folder).flatMap(({ version, partly }) => (partly ? [] : [version])))
  const chosen = names.length > 0 ? versions : versionsIn(folder).filter((version) => all || !whole.has(version))
  const before = sizeBelow(folder)
  for (const version of chosen) removeRelease(folder, version)
  const freed = sizeText(before - sizeBelow(folder))
  console.log(
    `Removed ${counted(chosen.length, 'release')}, ${freed}${chosen.length > 0 ? `: ${chosen.join(', ')}` : ''}`,
  )
  return 0
}

const sizeBelow = (folder: string): number => keptIn(folder).reduce((sum, { size }) => sum + size, 0)
