import type { Finding } from '../finding.ts'
import { isObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { parentPath, pathTree, walk } from './paths.ts'
import type { ContractRow } from './rows.ts'
import { validate } from './validate.ts'

/** What one answer says to the rows of a schema. */
export interface ContractReading {
  /** The rows of which it shows whether they hold. A field that never came was not judged: its type cannot have been right. */
  rows: ReadonlySet<ContractRow>
  /** All of these rows hold. */
  isClean: boolean
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
  const shownBy = rowsShown(rows)
  return once((observation) => {
    const all = values(observation)
    if (all.length === 0) return undefined
    const found = Map.groupBy(
      all.flatMap((value) => validate(schema, value)),
      ({ rowPath, group }) => `${rowPath} ${group}`,
    )
    return {
      rows: shownBy(all),
      isClean: found.size === 0,
      violation: ({ path, group }) => (found.size === 0 ? undefined : found.get(`${path} ${group}`)?.[0]?.finding),
    }
  })
}

/** Finds the rows that some values show something of. */
function rowsShown(rows: readonly ContractRow[]): (values: readonly unknown[]) => Set<ContractRow> {
  const tree = pathTree(rows.map(({ path }) => path))
  const isPresence = ({ group }: ContractRow): boolean => group === 'present'
  // That a field is there is asked of the object it belongs to.
  const ofObjects = Map.groupBy(rows.filter(isPresence), ({ path }) => parentPath(path))
  const ofValues = Map.groupBy(
    rows.filter((row) => !isPresence(row)),
    ({ path }) => path,
  )
  return (values) => {
    const [paths, objects] = [new Set<string>(), new Set<string>()]
    for (const value of values) {
      walk(value, tree, (path, inner) => {
        paths.add(path)
        if (isObject(inner)) objects.add(path)
      })
    }
    const shown = new Set<ContractRow>()
    for (const path of paths) for (const row of ofValues.get(path) ?? []) shown.add(row)
    for (const path of objects) for (const row of ofObjects.get(path) ?? []) shown.add(row)
    return shown
  }
}
