import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { DependencyFolder, DependencyReasons, DependencySources } from './dependencies-page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** A folder's `package.json` and lockfile. */
const inFolder = (folder: string): DependencyFolder => ({
  manifest: JSON.parse(read(`${folder}/package.json`)),
  lock: JSON.parse(read(`${folder}/package-lock.json`)),
})

/** What this repository depends on, and why. */
export function dependencySources(): DependencySources {
  const places = globSync(['tests/*/package-lock.json', 'tools/*/package-lock.json'], { cwd: root })
  const folders = places.map((file) => path.dirname(file).replaceAll('\\', '/')).sort()
  return {
    ...(inFolder('.') as Pick<DependencySources, 'manifest' | 'lock'>),
    folders: Object.fromEntries(folders.map((folder) => [folder, inFolder(folder)])),
    reasons: parse(read('scripts/docs/dependencies.yaml')) as DependencyReasons,
  }
}
