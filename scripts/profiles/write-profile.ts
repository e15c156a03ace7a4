import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMap, isSeq, parseDocument, type Document, type Scalar } from 'yaml'
import { deviationNamed, deviations, findDeviation } from '../../src/deviations/catalogue.ts'
import { readDocument } from '../../src/disk/read-yaml.ts'
import { ruleMatcher } from '../../src/globs.ts'
import type { Result } from '../../src/learn/measure/origin.ts'
import type { KnownClient } from './client-file.ts'
import type { Measured } from './measure-client.ts'

export const profileFile = ({ profile }: KnownClient): string =>
  fileURLToPath(new URL(`../../specs/profiles/${profile}.yaml`, import.meta.url))

type Listed = (string | { name: string; shows: string })[]
/** The lists of a profile, each of one result. */
const LISTS = ['breaks', 'limits', 'survives', 'flaky', 'not-tried'] as const

/** A profile with its measured part made anew. All that people wrote stays, but for stances on what was measured. */
export function withMeasured(document: Document, measured: Measured, today: string, rules: readonly string[]): string {
  const named = measured.results.filter(({ name }) => findDeviation(name))
  const fields = {
    version: measured.version,
    date: today,
    measured: { date: today, by: 'npm run profiles', version: measured.version, calls: measured.calls },
    deviations: { ...listsOf(named), unmet: unmetOf(measured) },
  }
  // What was measured itself inherits nothing: it may bring another copy of what it is built on.
  document.delete('extends')
  for (const [key, value] of Object.entries(fields)) setAfterSends(document, key, document.createNode(value))
  addEndpoints(document, measured.endpoints)
  for (const list of ['breaks', 'limits', 'flaky']) flowing(document.getIn(['deviations', list]))
  inline(document.getIn(['deviations', 'unmet']))
  flowing(document.get('measured'), true)
  // A deviation that is flaky shows nothing.
  const shown = named
    .filter(({ result }) => result !== 'flaky' && result !== 'not-tried')
    .flatMap(({ name }) => deviationNamed(name).rules)
  dropStances(document, ruleMatcher(shown), rules)
  return asText(document)
}

export const asText = (document: Document): string => document.toString({ lineWidth: 0, flowCollectionPadding: false })

/** Endpoints that the client was seen to ask, besides those that people name. */
function addEndpoints(document: Document, asked: readonly string[]): void {
  const sends: unknown = document.get('sends')
  const named: unknown = isMap(sends) ? sends.get('endpoints') : undefined
  if (!isSeq(named)) return
  const known = (named.toJSON() as string[]).map((one) => one.split(' ').slice(0, 2).join(' '))
  for (const one of asked) if (!known.includes(one)) named.items.push(document.createNode(one))
}

/** The file of a profile; for a client that has none yet, the beginning of one. */
export function profileOf(client: KnownClient): Document {
  const file = profileFile(client)
  if (existsSync(file)) return readDocument({ file, code: 'PROFILE_INVALID', what: file })
  return parseDocument(`id: ${client.profile}\nname: ${JSON.stringify(client.package)}\n`)
}

/** Takes out deviations that there no longer are. Gives false if there were none of these. */
export function dropUnknown(document: Document): boolean {
  let dropped = false
  for (const list of [...LISTS, 'unmet']) {
    const listed = document.getIn(['deviations', list])
    if (!isSeq(listed)) continue
    const kept = listed.items.filter((item) => {
      const name = isMap(item) ? item.get('name') : (item as Scalar).value
      return findDeviation(String(name)) !== undefined
    })
    dropped ||= kept.length < listed.items.length
    listed.items = kept
  }
  return dropped
}

/** Each measured result of a profile, by deviation. */
export function resultsIn(document: Document): Map<string, Result> {
  const { deviations: lists = {} } = document.toJS() as { deviations?: Record<string, Listed> }
  return new Map(
    LISTS.flatMap((list) =>
      (lists[list] ?? []).map((one): [string, Result] => {
        const told = typeof one === 'string' ? { name: one } : one
        return [told.name, { ...told, result: list }]
      }),
    ),
  )
}

function listsOf(results: readonly Result[]): Partial<Record<(typeof LISTS)[number], Listed>> {
  const sorted = results.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const lists = LISTS.map((list): [string, Listed] => [
    list,
    sorted
      .filter(({ result }) => result === list)
      .map(({ name, shows = '' }) => (list === 'survives' || list === 'not-tried' ? name : { name, shows })),
  ])
  return Object.fromEntries(lists.filter(([, listed]) => listed.length > 0))
}

/** In place where the key is there already, else below what is written by hand of the client. */
function setAfterSends(document: Document, key: string, value: unknown): void {
  if (document.has(key)) return document.set(key, value)
  if (!isMap(document.contents)) throw new Error('a profile is a map')
  const items = document.contents.items
  const at = items.findLastIndex(({ key: one }) => HEAD.has(String(one)))
  items.splice(at + 1, 0, document.createPair(key, value))
}

const HEAD = new Set(['id', 'name', 'about', 'version', 'source', 'date', 'extends', 'sends', 'measured'])

/** Of the library; single fields that a client never meets tell nothing. */
const unmetOf = ({ unmet }: Measured): string[] =>
  unmet.filter((name) => deviations.some((one) => one.name === name)).sort()

/** A list of names that nobody reads. */
function inline(node: unknown): void {
  if (isSeq(node)) node.flow = true
}

/** Each entry of a list, or a map itself, on one line. */
function flowing(node: unknown, isOne = false): void {
  if (isOne && isMap(node)) node.flow = true
  if (isSeq(node)) for (const item of node.items) flowing(item, true)
}

/** Takes rules that were measured out of the stances, and stances of which nothing is left. */
function dropStances(document: Document, isMeasured: (id: string) => boolean, rules: readonly string[]): void {
  for (const list of ['requires', 'degrades', 'survives']) {
    const stances = document.get(list)
    if (!isSeq(stances)) continue
    stances.items = stances.items.filter((stance) => {
      if (isMap(stance) && stance.get('unseen') === true) return true
      const globs = isMap(stance) ? stance.get('rules') : null
      if (!isSeq(globs)) return true
      globs.items = (globs.toJSON() as string[])
        .flatMap((glob) => leftOf(glob, isMeasured, rules))
        .map((glob) => document.createNode(glob))
      return globs.items.length > 0
    })
    if (stances.items.length === 0) document.delete(list)
  }
}

/** A glob of which nothing was measured stays as it is; else what is left of it, rule by rule. */
function leftOf(glob: string, isMeasured: (id: string) => boolean, rules: readonly string[]): string[] {
  const meant = rules.filter(ruleMatcher([glob]))
  const left = meant.filter((id) => !isMeasured(id))
  return left.length === meant.length ? [glob] : left
}
