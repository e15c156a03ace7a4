import { markdownTable } from 'markdown-table'
import { licenceProblems, licencesOf, type LicenceRules } from './licences.ts'
import { lockedAt, nameAt, treeOf, type Lockfile } from './lockfile.ts'

interface Reason {
  version: string
  released: string
  for: string
  why?: string
}

/** `dependencies.yaml`. */
export interface DependencyReasons {
  runtime: Record<string, Reason & { why: string }>
  development: Record<string, Reason>
  /** What a project may have beside the package. npm installs none of them for it. */
  peers?: Record<string, { for: string; weight: string }>
  /** By folder: what only some scripts need. */
  folders: Record<string, Record<string, Reason>>
  licences: LicenceRules
}

/** A folder with a `package.json` and a lockfile of its own. */
export interface DependencyFolder {
  manifest: { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }
  lock: Lockfile
}

/** What the page is made from. */
export interface DependencySources {
  manifest: {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
    peerDependencies?: Record<string, string>
  }
  lock: Lockfile
  folders: Record<string, DependencyFolder>
  reasons: DependencyReasons
}

const wantedIn = ({ manifest }: DependencyFolder): Record<string, string> => ({
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
})

/** Where reasons, manifest and lockfile do not say the same, and what must not be installed; each in one line. Pure. */
export function dependencyProblems({ manifest, lock, folders, reasons }: DependencySources): string[] {
  const runtime = treeOf(Object.keys(manifest.dependencies), lock)
  const locks = [lock, ...Object.values(folders).map((folder) => folder.lock)]
  const scripts = locks
    .flatMap(({ packages }) => Object.entries(packages))
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place]) => place)
  return [
    ...unlike('dependencies', manifest.dependencies, reasons.runtime, lock),
    ...unlike('devDependencies', manifest.devDependencies, reasons.development, lock),
    ...unlikePeers(manifest.peerDependencies ?? {}, reasons.peers ?? {}),
    ...Object.entries(folders).flatMap(([folder, one]) =>
      unlike(folder, wantedIn(one), reasons.folders[folder] ?? {}, one.lock),
    ),
    ...Object.keys(reasons.folders)
      .filter((folder) => folders[folder] === undefined)
      .map((folder) => `${folder} has reasons and no lockfile.`),
    ...scripts.map(
      (place) =>
        `${nameAt(place)} runs a script when it is installed. None may, and setup.mjs installs without scripts: find another package.`,
    ),
    ...licenceProblems(runtime, lock, reasons.licences),
  ]
}

function unlike(
  group: string,
  wanted: Record<string, string>,
  reasons: Record<string, Reason>,
  lock: Lockfile,
): string[] {
  return [
    ...Object.keys(wanted)
      .filter((name) => reasons[name] === undefined)
      .map((name) => `${name} is in ${group} and has no reason.`),
    ...Object.entries(reasons).flatMap(([name, { version }]) => {
      if (wanted[name] === undefined) return [`${name} has a reason and is not in ${group}.`]
      const locked = lockedAt(`node_modules/${name}`, lock)?.version
      return locked === version
        ? []
        : [
            `${name} is locked at ${locked ?? 'no version'}, and its reason speaks of ${version}: look at the release, and date it.`,
          ]
    }),
  ]
}

const unlikePeers = (wanted: object, reasons: object): string[] => [
  ...Object.keys(wanted)
    .filter((name) => !(name in reasons))
    .map((name) => `${name} is in peerDependencies and has no reason.`),
  ...Object.keys(reasons)
    .filter((name) => !(name in wanted))
    .map((name) => `${name} has a reason and is not in peerDependencies.`),
]

/**
 * The page that says of every dependency why it is there, and of the tree at run time under which licences it is.
 * Pure.
 */
export function dependenciesPage(sources: DependencySources): string {
  const { manifest, lock, folders, reasons } = sources
  const tree = treeOf(Object.keys(manifest.dependencies), lock)
  const platform = tree.filter((place) => lock.packages[place]?.optional)
  return `${[
    '# Dependencies',
    'Generated from `package-lock.json` and `scripts/docs/dependencies.yaml` by `npm run pages`. Do not edit. `npm test` refuses a dependency without a reason, a reason without a dependency, and a release that nobody looked at.',
    `Installing the package brings ${tree.length - platform.length} others and, of ${platform.length} for single platforms, those of yours. None of them runs anything while it is installed. In a clone every package is locked with its SHA-512; elsewhere npm chooses within the ranges of \`package.json\`.`,
    'Known holes are not looked up by the tests, which are offline: run `npm audit` before a release, and where it cannot be reached say so.',
    '## At run time',
    table(
      ['package', 'what for', 'why not own code', 'licence', 'brings', 'locked version'],
      Object.entries(reasons.runtime).map(([name, reason]) => [
        `\`${name}\``,
        reason.for,
        reason.why,
        licencesOf(`node_modules/${name}`, lock, reasons.licences),
        brings(name, lock),
        released(reason),
      ]),
    ),
    ...Object.entries(reasons.peers ?? {}).flatMap(([name, peer]) => [
      `## Optional: ${name}`,
      `\`${name}\` \`${manifest.peerDependencies?.[name]}\` is an optional peer dependency: ${peer.for}. ${peer.weight}`,
    ]),
    '## For development',
    development(reasons.development, lock, reasons.licences),
    '## For single scripts',
    'Each of these folders has a `package.json` and a lockfile of its own, and is installed by the scripts that need it: `node setup.mjs tests/pages`.',
    ...Object.entries(folders).flatMap(([folder, one]) => [
      `### \`${folder}\``,
      development(reasons.folders[folder] ?? {}, one.lock, reasons.licences),
    ]),
    'None of all these runs a script when it is installed, and `node setup.mjs` installs with `npm ci --ignore-scripts`: what is needed at run time for `npm start`, all but the folders for `npm test`. `tools/node` is installed for both. It names the packages with the binary of Node, one for each platform; npm installs the one that fits, and `setup.mjs` puts it in place, without the headers. On a platform without one the scripts run on the Node of the machine, if its release is one that the package supports.',
    '## Licences of the tree at run time',
    ...licences(tree, sources),
  ].join('\n\n')}\n`
}

const development = (reasons: Record<string, Reason>, lock: Lockfile, licences: LicenceRules): string =>
  table(
    ['package', 'what for', 'licence', 'brings', 'locked version'],
    Object.entries(reasons).map(([name, reason]) => [
      `\`${name}\``,
      reason.for,
      licencesOf(`node_modules/${name}`, lock, licences),
      brings(name, lock),
      released(reason),
    ]),
  )

const table = (head: string[], rows: string[][]): string =>
  markdownTable([head, ...rows.map((row) => row.map((text) => text.replaceAll('|', '\\|')))], {
    alignDelimiters: false,
  })
const released = ({ version, released: day }: Reason): string => `${version} (${day})`
const brings = (name: string, lock: Lockfile): string => {
  const { length } = treeOf([name], lock)
  return length === 1 ? 'nothing' : `${length - 1}`
}

function licences(tree: readonly string[], { lock, reasons }: DependencySources): string[] {
  const byLicence = Map.groupBy(tree, (place) => licencesOf(place, lock, reasons.licences))
  const rows = [...byLicence]
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([licence, places]) => [
      licence,
      [...new Set(places.map((place) => `${nameAt(place)} ${lock.packages[place]?.version}`))].join(', '),
    ])
  const { accepted, read } = reasons.licences
  return [
    table(['licence', 'packages'], rows),
    [
      ...Object.entries(accepted).map(
        ([licence, { packages, why }]) => `- ${licence}, only for ${packages.join(', ')}: ${why}`,
      ),
      ...Object.entries(read).map(
        ([name, { licence, why }]) =>
          `- ${name} names no licence in its package.json. ${why} So it is counted as ${licence}.`,
      ),
    ].join('\n'),
  ]
}
