import { readFileSync, writeFileSync } from 'node:fs'
import { allowedBy, type Allowed } from './allowed.ts'
import type { Tried } from './tried.ts'

/** Where changes are listed that no rule notices yet, and none of the reasons allows: a line each. */
const listOf = (of: 'recorded' | 'stand-in'): URL => new URL(`unnoticed/${of}.txt`, import.meta.url)

/** What a change is called in these lists. */
export const changeOf = ({ mutation, site }: Tried): string => `${mutation} | ${site}`

/** Changes that nobody noticed, and that no reason allows. */
export const missed = (tried: readonly Tried[], also: readonly Allowed[] = []): string[] =>
  tried
    .filter(({ mutation, site, caught }) => caught === null && !allowedBy(mutation, site, also))
    .map(changeOf)
    .toSorted()

export const readUnnoticed = (of: 'recorded' | 'stand-in'): string[] =>
  readFileSync(listOf(of), 'utf8')
    .split('\n')
    .filter((line) => line !== '')

export function writeUnnoticed(of: 'recorded' | 'stand-in', changes: readonly string[]): void {
  writeFileSync(listOf(of), changes.map((change) => `${change}\n`).join(''))
}
