import { closeSync, createReadStream, fstatSync, readSync } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip, inflateSync } from 'node:zlib'
import { Failure } from '../failure.ts'
import { failure, openRegular, unreadable, type NamedFile } from './open-file.ts'

/** A line that is not blank: its number, from 1, and whether a line end follows. */
export interface Line {
  text: string
  number: number
  whole: boolean
}

const MB = 1024 * 1024
/** Bytes of a JSON document, of a recording, and of a line: the longest answer that is kept, with each sign written as six. */
export const MOST_OF_JSON = 128 * MB
export const MOST_OF_RECORDING = 512 * MB
const MOST_OF_LINE = 64 * MB
/** A log of requests is packed to a tenth or so. What unpacks to far more is made to fill a disk. */
const MOST_UNPACKED = 128 * MB
const MOST_TIMES = 250
const PIECE = MB

/** The text of a file, without a byte order mark. @throws Failure in one line for what is no file, or larger than `most` bytes. */
export const readText = (named: NamedFile, most: number): string => decoded(Buffer.concat([...pieces(named, most)]))

/** The same of a file that zlib has packed. @throws Failure also for what is not, and for what unpacks to more than `most` bytes. */
export function readPackedText(named: NamedFile, most: number): string {
  const packed = Buffer.concat([...pieces(named, most)])
  try {
    return decoded(inflateSync(packed, { maxOutputLength: most }))
  } catch (cause) {
    throw failure(named, `cannot be unpacked (${(cause as NodeJS.ErrnoException).code})`, cause)
  }
}

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The lines of a file that are not blank, as they are asked for. @throws Failure in one line for what is no file, is larger than `most` bytes, or has a line without end. */
export function* readLines(named: NamedFile, most: number): Generator<Line> {
  const splitter = new LineSplitter(named)
  for (const piece of pieces(named, most)) yield* splitter.take(piece)
  yield* splitter.rest()
}

/** The same for a file of any size, unpacked where its name ends in `.gz`. */
export async function* streamLines(named: NamedFile): AsyncGenerator<Line> {
  const { file } = named
  const descriptor = openRegular(named)
  const most = Math.max(MOST_UNPACKED, MOST_TIMES * fstatSync(descriptor).size)
  const packed = file.endsWith('.gz')
  const source = createReadStream(file, { fd: descriptor, highWaterMark: PIECE })
  const splitter = new LineSplitter(named)
  let total = 0
  try {
    for await (const piece of packed ? pipeline(source, createGunzip({ chunkSize: PIECE }), () => {}) : source) {
      total += (piece as Buffer).length
      if (packed && total > most) throw failure(named, `unpacks to more than ${MOST_TIMES} times its size`)
      yield* splitter.take(piece as Buffer)
    }
  } catch (cause) {
    throw cause instanceof Failure
      ? cause
      : failure(named, `cannot be read beyond line ${splitter.lines} (${(cause as Error).message})`, cause)
  } finally {
    source.destroy()
  }
  yield* splitter.rest()
}

/** The end of a file: as much as a line may have. @throws Failure in one line for what is no file. */
export function readEnd(named: NamedFile): Buffer {
  const descriptor = openRegular(named)
  try {
    const begin = Math.max(0, fstatSync(descriptor).size - MOST_OF_LINE)
    const end = Buffer.alloc(MOST_OF_LINE)
    let length = 0
    for (let more = -1; more !== 0 && length < end.length; length += more)
      more = readSync(descriptor, end, length, end.length - length, begin + length)
    return end.subarray(0, length)
  } catch (cause) {
    throw unreadable(named, cause)
  } finally {
    closeSync(descriptor)
  }
}

/** Cuts bytes at their line ends. */
export class LineSplitter {
  /** Whole lines so far. */
  lines = 0
  #parts: Buffer[] = []
  #length = 0
  readonly #named: NamedFile

  constructor(named: NamedFile) {
    this.#named = named
  }

  /** Bytes of a line whose end has not come yet. */
  get pending(): number {
    return this.#length
  }

  *take(piece: Buffer): Generator<Line> {
    let begin = 0
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, begin)) {
      if (end > begin) this.#add(piece.subarray(begin, end))
      begin = end + 1
      yield* this.#ended(true)
    }
    this.#add(piece.subarray(begin))
  }

  *rest(): Generator<Line> {
    yield* this.#ended(false)
  }

  #add(part: Buffer): void {
    this.#length += part.length
    if (this.#length > MOST_OF_LINE)
      throw failure(this.#named, `has more than ${MOST_OF_LINE / MB} MB in line ${this.lines + 1}`)
    this.#parts.push(part)
  }

  #ended(whole: boolean): Line[] {
    this.lines += 1
    if (this.#length === 0) return NONE
    const bytes = Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    const text = this.lines === 1 ? new TextDecoder().decode(bytes) : bytes.toString('utf8')
    return text.trim() === '' ? NONE : [{ text, number: this.lines, whole }]
  }
}

const NEWLINE = 10
const NONE: Line[] = []

/** The size that a file tells is not all: those of /proc tell none, and others grow. */
function* pieces(named: NamedFile, most: number): Generator<Buffer> {
  const descriptor = openRegular(named)
  try {
    let total = fstatSync(descriptor).size
    if (total > most) throw tooLarge(named, most)
    for (total = 0; ;) {
      const piece = Buffer.allocUnsafe(PIECE)
      const length = readSync(descriptor, piece)
      if (length === 0) return
      total += length
      if (total > most) throw tooLarge(named, most)
      yield piece.subarray(0, length)
    }
  } catch (cause) {
    throw cause instanceof Failure ? cause : unreadable(named, cause)
  } finally {
    closeSync(descriptor)
  }
}

const tooLarge = (named: NamedFile, most: number): Failure =>
  failure(named, `is larger than ${Math.floor(most / MB)} MB`)
