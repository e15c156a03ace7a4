import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { parentPath, pathTree, walk } from './paths.ts'
import type { ContractRow } from './rows.ts'
import { violations } from './validate.ts'

/** What one answer says to the rows of a schema. */
export interface ContractReading {
  /** It shows whether the row holds. A field that never came was not judged: its type cannot have been right. */
  concerns: (row: ContractRow) => boolean
  /** The first violation of the row. */
  violation: (row: ContractRow) => Omit<Finding, 'exchange'> | undefined
}

/** Gives nothing of an answer that holds no object of the schema. */
export type ContractReader = (observation: Observation) => ContractReading | undefined

/** Reads answers against a schema, each once however many rows ask. */
export function contractReader(
  schema: string,
  rows: readonly ContractRow[],
  values: (observation: Observation) => unknown[],
): ContractReader {
  const tree = pathTree(rows.map(({ path }) => path))
  // That a field is there is asked of the object it belongs to.
  const places = new Map(rows.map((row) => [row, row.group === 'present' ? parentPath(row.path) : row.path]))
  const known = new WeakMap<Observation, ContractReading | 'none'>()
  return (observation) => {
    const reading = known.get(observation) ?? read(values(observation)) ?? 'none'
    known.set(observation, reading)
    return reading === 'none' ? undefined : reading
  }

  function read(all: readonly unknown[]): ContractReading | undefined {
    if (all.length === 0) return undefined
    const [paths, objects] = [new Set<string>(), new Set<string>()]
    for (const value of all) {
      walk(value, tree, (path, inner) => {
        paths.add(path)
        if (isObject(inner)) objects.add(path)
      })
    }
    const found = Map.groupBy(
      all.flatMap((value) => violations(schema, value)),
      ({ rowPath, group }) => `${rowPath} ${group}`,
    )
    return {
      concerns: (row) => (row.group === 'present' ? objects : paths).has(places.get(row) ?? ''),
      violation: ({ path, group }) => (found.size === 0 ? undefined : found.get(`${path} ${group}`)?.[0]?.finding),
    }
  }
}
