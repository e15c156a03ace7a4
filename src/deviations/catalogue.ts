import { globSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import type { Deviation } from './deviation.ts'

const folder = new URL('catalogue/', import.meta.url)
const modules = globSync('*.{ts,js}', { cwd: folder })
  .filter((file) => !file.endsWith('.d.ts'))
  .sort()
  .map((file) => import(new URL(file, folder).href) as Promise<{ deviations: Deviation[] }>)

/** Every deviation: those of each file in `catalogue/`, found by glob, so that a new file needs no entry in a list. */
export const deviations: readonly Deviation[] = (await Promise.all(modules)).flatMap((module) => module.deviations)

/** @throws Failure that names the nearest where there is none of that name. */
export function deviationNamed(name: string): Deviation {
  const found = deviations.find((one) => one.name === name)
  if (found) return found
  const names = deviations.map((one) => one.name)
  throw new Failure(
    'DEVIATION_UNKNOWN',
    `There is no deviation ${name}. The nearest is ${nearest(name, names)}; \`ollama-conformance list --deviations\` shows all.`,
  )
}
