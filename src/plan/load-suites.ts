import { globSync } from 'node:fs'
import { pathToFileURL, fileURLToPath } from 'node:url'
import path from 'node:path'
import type { Suite } from '../define/suite.ts'

const root = fileURLToPath(new URL('../../suites/', import.meta.url))

/** Every suite under `suites/<area>/<topic>.ts` (`.js` in a built package), found by glob and sorted by id. */
export async function loadSuites(): Promise<Suite[]> {
  const files = globSync('*/*.{ts,js}', { cwd: root }).filter((file) => !/\.(d|test)\.ts$/.test(file)).sort()
  return Promise.all(files.map(async (file) => {
    const { default: suite } = await import(pathToFileURL(path.join(root, file)).href) as { default: Suite }
    const place = file.replaceAll('\\', '/').replace(/\.[tj]s$/, '')
    if (suite?.id !== place) throw new Error(`suites/${file} must export a suite with the id ${place}, not ${suite?.id}`)
    return suite
  }))
}
