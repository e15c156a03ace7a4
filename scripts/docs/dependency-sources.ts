import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { DependencySources } from './dependencies-page.ts'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

/** What the page on dependencies is made from, as it is in this folder. */
export const dependencySources = (): DependencySources => ({
  manifest: JSON.parse(read('../../package.json')),
  lock: JSON.parse(read('../../package-lock.json')),
  reasons: parse(read('dependencies.yaml')),
}) as DependencySources
