import { Lines } from './lines.ts'

/** Counts the server-sent events of a body while it arrives, as a reader would: comments and blank lines alone do not count. Any split counts the same. */
export class EventCount {
  readonly #lines = new Lines()
  #hasData = false
  count = 0

  /** Counts the events that end in these bytes in, and gives how many there are so far. */
  add(bytes: Uint8Array): number {
    for (const line of this.#lines.add(bytes)) {
      if (line === '') {
        if (this.#hasData) this.count += 1
        this.#hasData = false
      } else this.#hasData ||= /^data(?::|$)/.test(line)
    }
    return this.count
  }
}
