import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Bundled {
  name: string
  dir: string
  report: string
}

/** The recordings that ship with the project, and where the report of each is kept. */
export const bundled = (): Bundled[] =>
  readdirSync(path.join(root, 'fixtures/recordings'))
    .sort()
    .map((name) => ({
      name,
      dir: path.join(root, 'fixtures/recordings', name),
      report: path.join(root, 'reports', name),
    }))

/** Those of releases with one model of each kind, which tables set side by side. The others have a single chat model, which thinks. */
export const releases = (): Bundled[] => bundled().filter(({ name }) => name.startsWith('ollama-'))
