import { pathTree, walk } from '../contract/paths.ts'
import type { ContractRow, RowGroup } from '../contract/rows.ts'
import { violations } from '../contract/validate.ts'
import type { Finding } from '../judge/finding.ts'
import type { Observation } from '../observe/observe.ts'
import { isObject } from '../observe/reply.ts'

/** What one answer says to the rows of a schema. */
export interface ContractReading {
  /** Paths that lead to a value, and those of them that lead to an object. */
  paths: ReadonlySet<string>
  objects: ReadonlySet<string>
  /** The first violation of the row. */
  violation: (path: string, group: RowGroup) => Omit<Finding, 'exchange'> | undefined
}

/** Gives nothing of an answer that holds no object of the schema. */
export type ContractReader = (observation: Observation) => ContractReading | undefined

/** Reads answers against a schema, each once however many rows ask. */
export function contractReader(schema: string, rows: readonly ContractRow[], values: (observation: Observation) => unknown[]): ContractReader {
  const tree = pathTree(rows.map(({ path }) => path))
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
    const found = Map.groupBy(all.flatMap((value) => violations(schema, value)), ({ rowPath, group }) => `${rowPath} ${group}`)
    return { paths, objects, violation: (path, group) => found.get(`${path} ${group}`)?.[0]?.finding }
  }
}
