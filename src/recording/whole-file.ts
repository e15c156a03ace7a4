import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { fileExchanges } from './capture.ts'
import type { Captured, LeftOut } from './captured.ts'

/** A capture that is written anew as a whole, such as a HAR: it is read again when it has changed, and what is new in it counts. */
export class WholeFile {
  readonly #file: string
  #stamp = ''
  /** How many entries were read, and what tells that they are still the same. */
  #seen = 0
  #first = ''

  constructor(file: string) {
    this.#file = file
  }

  /** Whether entries were read, so that it is known what it is. */
  get hasSome(): boolean {
    return this.#seen > 0
  }

  /** The entries since the last time. @throws Failure for what cannot be read, where it is the `last` time: until then it may be half written. */
  async *news(last: boolean): AsyncGenerator<Captured | LeftOut> {
    const { size, mtimeMs, ino } = statSync(this.#file)
    const stamp = `${ino} ${size} ${mtimeMs}`
    if (stamp === this.#stamp && !last) return
    this.#stamp = stamp
    let at = 0
    try {
      for await (const one of fileExchanges(this.#file)) {
        at += 1
        if (at === 1) this.#begin(one)
        if (at <= this.#seen) continue
        this.#seen = at
        yield one
      }
    } catch (cause) {
      if (last || !(cause instanceof Failure)) throw cause
    }
  }

  /** Where the first entry is another one, all of them are. */
  #begin({ exchange, where }: Captured | LeftOut): void {
    const first = createHash('sha256')
      .update(JSON.stringify(exchange ?? where))
      .digest('hex')
    if (first !== this.#first) this.#seen = 0
    this.#first = first
  }
}
