/** What `package-lock.json` says of one package. */
export interface LockedPackage {
  version?: string
  license?: string
  resolved?: string
  /** Whether this is a folder of the repository, which `resolved` names. */
  link?: boolean
  integrity?: string
  hasInstallScript?: boolean
  optional?: boolean
  engines?: { node?: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** Packages by where they lie: `node_modules/ajv`. */
export type Lockfile = { packages: Record<string, LockedPackage> }

/** The name of a package by where it lies. */
export const nameAt = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** What lies at a place; behind a link to a folder of the repository, what is in that folder. */
export const lockedAt = (place: string, { packages }: Lockfile): LockedPackage | undefined => {
  const entry = packages[place]
  return entry?.link ? packages[entry.resolved ?? ''] : entry
}

/**
 * All that is installed for these packages, themselves among it, for any platform: places in the lockfile, sorted.
 * Pure.
 */
export function treeOf(names: readonly string[], lock: Lockfile): string[] {
  const found = new Set<string>()
  const add = (name: string, from: string): void => {
    const place = resolve(name, from, lock.packages)
    const entry = place === undefined ? undefined : lockedAt(place, lock)
    if (place === undefined || entry === undefined || found.has(place)) return
    found.add(place)
    for (const needed of neededBy(entry)) add(needed, place)
  }
  for (const name of names) add(name, '')
  return [...found].sort()
}

function neededBy({
  dependencies = {},
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}: LockedPackage): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
  return [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]
}

/** As Node finds it: beside the package that asks, else further up. */
function resolve(name: string, from: string, packages: Lockfile['packages']): string | undefined {
  const place = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
  if (packages[place] !== undefined) return place
  return from === ''
    ? undefined
    : resolve(name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), packages)
}
