import semver, { type SemVer } from 'semver'
import { byVersion as byRelease } from '../releases/release-name.ts'
import type { Column } from './column.ts'
import type { MatrixRun } from './matrix.ts'

/** A version as far as it can be ordered: `v0.33.0-rc1` and `2026-11-01` too. */
export function parseVersion(version: string | null | undefined): SemVer | null {
  return semver.parse(version ?? '', { loose: true }) ?? semver.coerce(version ?? '')
}

export const softwareOf = ({ run }: Column): string => run.server?.software ?? ''

/** Models, as far as two runs have the same. */
export const modelsKey = ({ run }: Column): string => [...new Set(Object.values(run.models))].sort().join(' ')

/** By software, version, models and day. */
export const inOrder = (columns: readonly Column[]): Column[] =>
  columns.toSorted(
    (a, b) =>
      softwareOf(a).localeCompare(softwareOf(b)) ||
      byVersion(a, b) ||
      modelsKey(a).localeCompare(modelsKey(b)) ||
      (a.startedAt < b.startedAt ? -1 : 1),
  )

/** A run without a version stands after those that have one. */
export function byVersion(a: Column, b: Column): number {
  const [one, other] = [parseVersion(a.run.server?.version), parseVersion(b.run.server?.version)]
  if (!one || !other) return Number(one === null) - Number(other === null)
  return byRelease(one, other)
}

/** Gives each run a name and an id of its own: what several share is set apart by models, by day, and at last by number. */
export function named(columns: readonly Column[]): MatrixRun[] {
  const setApart: ((column: Column) => string)[] = [
    ({ run }) => ` · ${run.models['chat'] ?? 'no chat model'}`,
    ({ run }) => ` · ${run.answeredAt}`,
  ]
  let names = columns.map(baseName)
  for (const more of setApart)
    names = names.map((name, at) => (isShared(names, name) ? `${name}${more(columns[at] as Column)}` : name))
  names = names.map((name, at) =>
    isShared(names, name) ? `${name} (${names.slice(0, at + 1).filter((one) => one === name).length})` : name,
  )
  const ids = names.map(slug)
  return columns.map(({ run }, at) => ({
    id: isShared(ids, ids[at] ?? '') ? `${ids[at]}-${at + 1}` : (ids[at] ?? ''),
    name: names[at] ?? '',
    ...run,
  }))
}

const isShared = (all: readonly string[], one: string): boolean => all.filter((other) => other === one).length > 1

function baseName({ run: { server }, baseUrl }: Column): string {
  const software = server?.software ?? 'endpoint'
  if (server?.version) return `${software} ${server.version}`
  return baseUrl === null ? software : `${software} at ${URL.parse(baseUrl)?.host ?? 'an unknown address'}`
}

/** Safe as the name of a folder, whatever a server calls itself. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80) || 'server'

/** The newest version of each software: the order is by version. */
export const newestRuns = (runs: readonly MatrixRun[]): Map<string, MatrixRun> =>
  new Map(runs.flatMap((run) => (run.server?.version ? [[run.server.software, run] as const] : [])))
