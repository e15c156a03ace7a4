import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The recordings that ship with the project, and where the report of each is kept. */
export const bundled = (): { name: string; dir: string; report: string }[] =>
  readdirSync(path.join(root, 'fixtures/recordings'))
    .sort()
    .map((name) => ({
      name,
      dir: path.join(root, 'fixtures/recordings', name),
      report: path.join(root, 'reports', name),
    }))
