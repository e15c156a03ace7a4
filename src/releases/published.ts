import { Failure } from '../failure.ts'
import { asArray, isObject } from '../json.ts'
import type { WebAnswer } from '../wire/web.ts'
import { releaseFacts } from './facts.ts'
import { byVersion, versionIn } from './release-name.ts'
import type { Source } from './source.ts'

/** A release in the list. */
export interface Published {
  version: string
  /** Marked as not yet for everybody. */
  early: boolean
  /** SHA-256 by file name, as far as the list has any. */
  digests: ReadonlyMap<string, string>
  /** Its notes, as Markdown; null where it has none. */
  notes: string | null
}

/** Bytes. A page of a hundred releases with their notes has less than two million. */
const MOST_OF_PAGE = 32_000_000
const MOST_OF_CHECKSUMS = 1_000_000
const MOST_PAGES = 100

/** All releases that are published, oldest first. @throws Failure where the list cannot be had. */
export async function publishedBy({ web, list }: Source): Promise<Published[]> {
  const found = new Map<string, Published>()
  let next: URL | undefined = list
  for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
    const answer: WebAnswer = await web.get(next, { accept: 'application/json' })
    const text = await answer.text(MOST_OF_PAGE)
    if (answer.status !== 200) throw refused(answer)
    for (const release of readPage(text, list)) found.set(release.version, release)
    next = nextPage(answer)
  }
  return [...found.values()].sort((a, b) => byVersion(a.version, b.version))
}

/** `<https://…?page=2>; rel="next"` (RFC 8288). A link to another host is not followed. */
function nextPage({ url, header }: WebAnswer): URL | undefined {
  const named = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(header('link') ?? '')?.[1]
  const next = named === undefined ? null : URL.parse(named, url.href)
  return next?.origin === url.origin ? next : undefined
}

function readPage(text: string, list: URL): Published[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (!Array.isArray(value))
    throw new Failure('RELEASES_INVALID', `${list.host}${list.pathname} is not a list of releases. ${OTHER_PLACE}`)
  return value.flatMap((entry: unknown) => {
    const version = isObject(entry) && entry['draft'] !== true ? versionIn(String(entry['tag_name'])) : undefined
    if (version === undefined || !isObject(entry)) return []
    return [
      {
        version,
        early: entry['prerelease'] === true,
        digests: digestsOf(entry['assets']),
        notes: textOf(entry['body']),
      },
    ]
  })
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const digestsOf = (assets: unknown): Map<string, string> =>
  new Map(
    asArray(assets).flatMap((asset: unknown): [string, string][] => {
      if (!isObject(asset)) return []
      const sum = /^sha256:([0-9a-f]{64})$/i.exec(String(asset['digest']))?.[1]
      return sum === undefined ? [] : [[String(asset['name']), sum.toLowerCase()]]
    }),
  )

const OTHER_PLACE = 'Name a mirror with --releases-from, or an Ollama binary.'

/** SHA-256 by file name; undefined where there is no such release, or it has no checksums. */
export async function checksumsOf({ web, file }: Source, version: string): Promise<Map<string, string> | undefined> {
  const answer = await web.get(file(version, releaseFacts().checksums))
  const text = await answer.text(MOST_OF_CHECKSUMS)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refused(answer)
  // `<hash>  ./name`, or with a star before the name, which says that it was read as it is.
  const lines = [...text.matchAll(/^([0-9a-f]{64})[ \t]+\*?(?:\.\/)?(\S+)[ \t]*\r?$/gim)]
  return new Map(lines.map(([, sum = '', name = '']) => [name, sum.toLowerCase()]))
}

/** What an answer is that is neither what was asked for nor a sign that it is not there. */
export function refused({ url, status }: WebAnswer): Failure {
  const isLimit = status === 403 || status === 429
  const fix = isLimit
    ? 'Its limit may be used up: try again in an hour, set GITHUB_TOKEN, or name a version instead of latest.'
    : OTHER_PLACE
  return new Failure('RELEASES_REFUSED', `${url.host} refuses to give ${url.pathname} (HTTP ${status}). ${fix}`)
}
