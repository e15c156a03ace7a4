import { globSync } from 'node:fs'
import { deviationNamed, deviations } from '../../src/deviations/catalogue.ts'
import type { Deviation } from '../../src/deviations/deviation.ts'

const folder = new URL('catalogue/', import.meta.url)
const modules = globSync('*.{ts,js}', { cwd: folder })
  .filter((file) => !file.endsWith('.d.ts'))
  .sort()
  .map((file) => import(new URL(file, folder).href) as Promise<{ deviations: Deviation[] }>)

/** Every fault: the deviations of the product, and those that only this server can show. */
export const faults: Deviation[] = [
  ...deviations,
  ...(await Promise.all(modules)).flatMap((module) => module.deviations),
]

/** The fault of that name. @throws Failure that names the nearest where there is none. */
export const faultNamed = (name: string): Deviation => faults.find((one) => one.name === name) ?? deviationNamed(name)
