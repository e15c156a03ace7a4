import { globSync } from 'node:fs'
import type { Fault } from './fault.ts'

const folder = new URL('catalogue/', import.meta.url)
const modules = globSync('*.ts', { cwd: folder })
  .sort()
  .map((file) => import(new URL(file, folder).href) as Promise<{ faults: Fault[] }>)

/**
 * Every named fault: the `faults` of each file in `catalogue/`, found by glob, so that a new file needs no entry in a
 * list.
 */
export const faults: Fault[] = (await Promise.all(modules)).flatMap((module) => module.faults)
