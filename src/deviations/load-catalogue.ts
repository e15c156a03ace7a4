import { globSync } from 'node:fs'
import type { Deviation } from './deviation.ts'

/** The deviations of each file in a folder, found by glob, so that a new file needs no entry in a list. */
export async function loadCatalogue(folder: URL): Promise<Deviation[]> {
  const modules = globSync('*.{ts,js}', { cwd: folder })
    .filter((file) => !file.endsWith('.d.ts'))
    .sort()
    .map((file) => import(new URL(file, folder).href) as Promise<{ deviations: Deviation[] }>)
  return (await Promise.all(modules)).flatMap((module) => module.deviations)
}
