import { Document, isMap, isSeq, type YAMLMap } from 'yaml'
import { kindOf } from '../disk/own-files.ts'
import { readDocument } from '../disk/read-yaml.ts'
import { Failure } from '../failure.ts'
import { readProfile } from '../policy/profile-file.ts'
import type { Profile } from '../policy/profile.ts'
import { isGuess } from './guessed-profile.ts'

/** What `learn` writes of a profile; all else is left to whoever edits it. */
const OWN = ['source', 'date', 'measured', 'deviations', 'sends', 'probes'] as const
/** What it writes where nobody has. */
const FIRST = ['id', 'name', 'about'] as const
const LISTS = ['requires', 'degrades'] as const

/** A file that can be learned into: not there yet, or a profile of this app. @throws Failure for what is neither. */
export function assertLearnable(file: string, id: string, isMeasuring: boolean): void {
  if (kindOf(file) !== 'file') return
  const other = 'Name another file with --out.'
  const known = attempt(() => readProfile(file))
  if (!known) throw new Failure('OUT_INVALID', `${file} is there already and is no valid profile. ${other}`)
  if (known.id !== id) throw new Failure('OUT_INVALID', `${file} is the profile of ${known.id}, not of ${id}. ${other}`)
  if (known.measured && !isMeasuring)
    throw new Failure('OUT_INVALID', `${file} was measured, and a guess does not replace that. ${other}`)
}

/** Whether there is a profile that was measured. */
export const isMeasured = (file: string): boolean =>
  kindOf(file) === 'file' && attempt(() => readProfile(file))?.measured !== undefined

function attempt<T>(task: () => T): T | undefined {
  try {
    return task()
  } catch {
    return undefined
  }
}

/** The text of the file with what was learned, and with all that was written into it by hand. */
export function profileText(file: string, profile: Profile, head: string, keepText: boolean): string {
  const isThere = kindOf(file) === 'file'
  const document: Document = isThere
    ? readDocument({ file, code: 'OUT_INVALID', what: `The profile ${file}` })
    : new Document({})
  for (const key of FIRST) if (!document.has(key)) document.set(key, profile[key])
  for (const key of OWN) put(document, key, profile[key])
  // What the app itself was seen to need goes by no other client.
  if (profile.measured) document.delete('extends')
  for (const key of LISTS) putOwnEntries(document, key, profile[key] ?? [])
  const text = document.toString({ lineWidth: 160, flowCollectionPadding: false })
  const masked = `# ${keepText ? KEPT : MASKED}`
  return isThere ? text.replace(ABOUT_TEXTS, masked) : `${head.replace(/^/gm, '# ')}\n${masked}\n${text}`
}

const MASKED = 'Texts were masked; look through the probes before you publish this file.'
const KEPT =
  'Texts are kept as they were, without keys and addresses; look through the probes before you publish this file.'
const ABOUT_TEXTS = /^# Texts (?:were|are) .*$/m

function put(document: Document, key: string, value: unknown): void {
  if (value === undefined) document.delete(key)
  else document.set(key, document.createNode(value))
  // Hundreds of names that nobody reads.
  const unmet: unknown = document.getIn(['deviations', 'unmet'])
  if (isSeq(unmet)) unmet.flow = true
}

/** Puts the entries of `learn` in place of its earlier ones, behind those that were written by hand: the first match decides. */
function putOwnEntries(document: Document, key: string, entries: readonly object[]): void {
  const list: unknown = document.get(key)
  const byHand = isSeq(list) ? list.items.filter((item) => !isMap(item) || !isGuess(entryOf(item))) : []
  const own = entries.map((entry) => document.createNode(entry))
  if (byHand.length + own.length === 0 && document.has('deviations')) document.delete(key)
  else if (isSeq(list)) list.items = [...byHand, ...own]
  else document.set(key, document.createNode(entries))
}

const entryOf = (item: YAMLMap): { learned?: boolean } => item.toJSON() as { learned?: boolean }
