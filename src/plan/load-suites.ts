import { globSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL, fileURLToPath } from 'node:url'
import { appSuites } from '../policy/app-suites.ts'
import { isNeededByClients } from '../policy/client-needs.ts'
import type { Profile } from '../policy/profile.ts'
import { isRepeated } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'

const root = fileURLToPath(new URL('../../suites/', import.meta.url))

/** The suites with that many samples of what is sampled. */
const withSamples = (suite: Suite, samples: number): Suite => ({
  ...suite,
  steps: Object.fromEntries(
    Object.entries(suite.steps).map(([name, step]) => [
      name,
      isRepeated(step) && step.sampled ? { ...step, repeat: samples } : step,
    ]),
  ),
})

/** The suite with the rules that clients need: the profiles alone decide which rules are at level `must`. */
const withNeeded = (suite: Suite): Suite => ({
  ...suite,
  needed: { has: (slug) => isNeededByClients(`${suite.id}/${slug}`) },
})

export interface SuitesWanted {
  /** How often what is sampled is sent. */
  samples?: number | undefined
  /** Profiles whose own requests are sent as well. */
  profiles?: readonly Profile[]
}

/** Every suite under `suites/<area>/<topic>.ts` (`.js` in a built package), found by glob and sorted by id, and after them those of the profiles. */
export async function loadSuites({ samples = 1, profiles = [] }: SuitesWanted = {}): Promise<Suite[]> {
  const suites = await ownSuites(samples)
  return [...suites, ...profiles.flatMap((profile) => appSuites(profile, suites))]
}

function ownSuites(samples: number): Promise<Suite[]> {
  const files = globSync('*/*.{ts,js}', { cwd: root })
    .filter((file) => !/\.(d|test)\.ts$/.test(file))
    .sort()
  return Promise.all(
    files.map(async (file) => {
      const { default: suite } = (await import(pathToFileURL(path.join(root, file)).href)) as { default: Suite }
      const place = file.replaceAll('\\', '/').replace(/\.[tj]s$/, '')
      if (suite?.id !== place)
        throw new Error(`suites/${file} must export a suite with the id ${place}, not ${suite?.id}`)
      return withNeeded(samples === 1 ? suite : withSamples(suite, samples))
    }),
  )
}
