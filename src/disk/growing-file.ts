import { closeSync, fstatSync, readSync } from 'node:fs'
import { openRegular, unreadable, type NamedFile } from './open-file.ts'
import { LineSplitter, type Line } from './read-file.ts'

const PIECE = 1024 * 1024
/** So much of the beginning tells that a file was emptied and written anew, however long it has become. */
const HEAD = 1024

/**
 * A file that somebody else appends lines to. It stays open, so that what was written before it was renamed or removed is still
 * read. A file that was cut or written anew is read from its beginning.
 */
export class GrowingFile {
  readonly #named: NamedFile
  readonly #descriptor: number
  #at = 0
  #lines = 0
  #head: Buffer = Buffer.alloc(0)

  /** @throws Failure in one line for what is no file. */
  constructor(named: NamedFile) {
    this.#named = named
    this.#descriptor = openRegular(named)
  }

  /** Names the file itself, whatever it is called by now. */
  get id(): string {
    return idOf(fstatSync(this.#descriptor))
  }

  /** The lines since the last time. One without an end is still being written, and waits, unless it is the `last` time. */
  *news(last: boolean): Generator<Line> {
    if (this.#isAnew()) [this.#at, this.#lines] = [0, 0]
    const splitter = new LineSplitter(this.#named)
    const before = this.#lines
    const numbered = (line: Line): Line => ({ ...line, number: before + line.number })
    for (let piece = this.#read(this.#at, PIECE); piece.length > 0; piece = this.#read(this.#at, PIECE)) {
      this.#at += piece.length
      for (const line of splitter.take(piece)) yield numbered(line)
    }
    this.#lines += splitter.lines
    this.#at -= splitter.pending
    this.#head = this.#read(0, Math.min(HEAD, this.#at))
    if (last) for (const line of splitter.rest()) yield numbered(line)
  }

  #isAnew(): boolean {
    return fstatSync(this.#descriptor).size < this.#at || !this.#read(0, this.#head.length).equals(this.#head)
  }

  #read(at: number, most: number): Buffer {
    try {
      const piece = Buffer.alloc(most)
      return piece.subarray(0, readSync(this.#descriptor, piece, 0, most, at))
    } catch (cause) {
      throw unreadable(this.#named, cause)
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

export const idOf = ({ dev, ino }: { dev: number; ino: number }): string => `${dev}:${ino}`
