import { statSync } from 'node:fs'
import { open, statfs, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { cannotWrite } from '../disk/cannot-write.ts'
import { assertFile, removeFile } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import type { Web, WebAnswer } from '../wire/web.ts'
import { isDiskError } from './disk-error.ts'
import { refused } from './published.ts'
import { sizeText } from './size-text.ts'

export interface Download {
  web: Web
  url: URL
  /** File that grows, and is gone on with. */
  part: string
  /** Bytes so far, and in all where that is known. */
  onProgress: (received: number, total: number | null) => void
  freeSpace: FreeSpace
  signal?: AbortSignal | undefined
}

/** How many bytes can be written into a folder. */
export type FreeSpace = (folder: string) => Promise<number>

export const freeSpaceIn: FreeSpace = async (folder) => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The archive and what it unpacks to, which is about twice as much, lie on the disk together. */
const TIMES = 3
/** A connection that breaks is opened anew as long as each brings something. */
const MOST_CONNECTIONS = 50

/** Fetches a file, from where an earlier download of it ended. @throws Failure in one line; what came stays for the next time. */
export async function download(wanted: Download): Promise<void> {
  const { part, url } = wanted
  assertFile(part)
  let had = sizeOf(part)
  for (let connections = 1; ; connections++) {
    const end = await fetchRest(wanted, had)
    if (end === 'whole') return
    if (end === 'anew') {
      removeFile(part)
      had = 0
      continue
    }
    const has = sizeOf(part)
    if (has <= had || connections === MOST_CONNECTIONS)
      throw new Failure(
        'DOWNLOAD_BROKEN',
        `The download of ${url.pathname.split('/').at(-1)} from ${url.host} broke off after ${sizeText(has)} (${end.message}). The same command goes on from there.`,
        { cause: end },
      )
    had = has
  }
}

export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** What became of one connection; an error where it broke. */
type End = 'whole' | 'anew' | Error

async function fetchRest(wanted: Download, had: number): Promise<End> {
  const { web, url, part } = wanted
  const answer = await web.get(url, had > 0 ? { range: `bytes=${had}-` } : {})
  const range = rangeOf(answer)
  if (answer.status === 200) return write(wanted, answer, 0, lengthOf(answer))
  if (answer.status === 206 && range?.start === had) return write(wanted, answer, had, range.total ?? null)
  answer.body.on('error', () => {}).destroy()
  // Nothing is left to send, or the file is another one by now.
  if (had > 0 && answer.status === 416) return range?.total === had ? 'whole' : 'anew'
  if (had > 0 && answer.status === 206) return 'anew'
  if (answer.status === 404)
    throw new Failure(
      'RELEASE_MISSING',
      `${url.host} has no ${url.pathname}. Name another release; \`ollama-conformance releases --available\` lists them.`,
    )
  removeEmpty(part)
  throw refused(answer)
}

const removeEmpty = (part: string): void => {
  if (sizeOf(part) === 0) removeFile(part)
}

/** `bytes 10-99/100`, or where nothing is sent `bytes * /100`, without the blank. */
function rangeOf({ header }: WebAnswer): { start: number | undefined; total: number | undefined } | undefined {
  const found = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(header('content-range') ?? '')
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
  return found ? { start: number(found[1]), total: number(found[2]) } : undefined
}

const lengthOf = ({ header }: WebAnswer): number | null => {
  const text = header('content-length') ?? ''
  return /^\d+$/.test(text) ? Number(text) : null
}

/** Each piece is in the file before the next is taken, so what came is never lost with the connection. */
async function write(wanted: Download, { body }: WebAnswer, start: number, total: number | null): Promise<End> {
  const { part, onProgress, freeSpace, signal } = wanted
  let received = start
  let file: FileHandle | undefined
  try {
    if (total !== null) await assertSpace(path.dirname(part), total, start, freeSpace)
    file = await open(part, start > 0 ? 'a' : 'w')
    onProgress(received, total)
    for await (const piece of body as AsyncIterable<Buffer>) {
      await file.writeFile(piece)
      received += piece.length
      onProgress(received, total)
    }
  } catch (cause) {
    body.on('error', () => {}).destroy()
    if (cause instanceof Failure) throw cause
    if (signal?.aborted) throw new Failure('INTERRUPTED', INTERRUPTED, { cause })
    if (isDiskError(cause)) throw cannotWrite(part, cause)
    return cause as Error
  } finally {
    await file?.close()
  }
  return total === null || received === total ? 'whole' : new Error(`${received} of ${total} bytes`)
}

const INTERRUPTED = 'Interrupted while a release was being fetched. The same command goes on from there.'

async function assertSpace(folder: string, total: number, had: number, freeSpace: FreeSpace): Promise<void> {
  const [need, free] = [total * TIMES - had, await freeSpace(folder)]
  if (free >= need) return
  throw new Failure(
    'DISK_FULL',
    `A release of ${sizeText(total)} needs about ${sizeText(need)} in ${folder}, and ${sizeText(free)} are free. Make room, for example with \`ollama-conformance releases prune\`, or name another folder in OLLAMA_CONFORMANCE_CACHE.`,
  )
}
