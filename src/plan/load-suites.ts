import { globSync } from 'node:fs'
import { pathToFileURL, fileURLToPath } from 'node:url'
import path from 'node:path'
import { isRepeated } from '../define/steps.ts'
import type { Suite } from '../define/suite.ts'

const root = fileURLToPath(new URL('../../suites/', import.meta.url))

/** The suites with that many samples of what is sampled. */
const withSamples = (suite: Suite, samples: number): Suite => ({
  ...suite,
  steps: Object.fromEntries(Object.entries(suite.steps).map(([name, step]) => [name, isRepeated(step) && step.sampled ? { ...step, repeat: samples } : step])),
})

/** Every suite under `suites/<area>/<topic>.ts` (`.js` in a built package), found by glob and sorted by id. */
export async function loadSuites({ samples = 1 }: { samples?: number | undefined } = {}): Promise<Suite[]> {
  const files = globSync('*/*.{ts,js}', { cwd: root }).filter((file) => !/\.(d|test)\.ts$/.test(file)).sort()
  return Promise.all(files.map(async (file) => {
    const { default: suite } = await import(pathToFileURL(path.join(root, file)).href) as { default: Suite }
    const place = file.replaceAll('\\', '/').replace(/\.[tj]s$/, '')
    if (suite?.id !== place) throw new Error(`suites/${file} must export a suite with the id ${place}, not ${suite?.id}`)
    return samples === 1 ? suite : withSamples(suite, samples)
  }))
}
