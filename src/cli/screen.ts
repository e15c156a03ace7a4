import { createLogUpdate } from 'log-update'
import { trackLine, type Track } from './track-line.ts'

const SECOND = 1000

/** What is overwritten in a terminal: a line a side, and what is going on after the last answer. Goes to stderr. */
export class Screen {
  readonly #update = createLogUpdate(process.stderr)
  #tracks: () => Track[] = () => []
  #phase: string | undefined
  /** So that time goes on where a server takes long to answer. */
  #ticking: NodeJS.Timeout | undefined

  /** Shows these tracks from now on. */
  follow(tracks: () => Track[]): void {
    this.#tracks = tracks
    this.#phase = undefined
    this.#ticking ??= setInterval(() => this.draw(), SECOND).unref()
    this.draw()
  }

  /** Shows a line before anybody is asked. */
  ahead(text: string): void {
    this.#ticking ??= setInterval(() => this.draw(), SECOND).unref()
    this.#phase = text
    this.draw()
  }

  /** Takes away what `ahead` showed, so that what follows is printed in its place. */
  clear(): void {
    if (this.#ticking === undefined) return
    this.#update.clear()
    this.#phase = undefined
    clearInterval(this.#ticking)
    this.#ticking = undefined
    this.#update.done()
  }

  /** Says what happens after the last answer. The tracks stay as they are. */
  phase(text: string): void {
    if (this.#ticking === undefined) return
    this.#phase = text
    const last = this.#tracks()
    this.#tracks = () => last
    this.draw()
  }

  /** Prints a line that stays, above what is overwritten. */
  above(line: string): void {
    if (this.#ticking !== undefined) this.#update.clear()
    console.error(line)
    this.draw()
  }

  draw(): void {
    if (this.#ticking === undefined) return
    const columns = (process.stderr.columns || 80) - 1
    const lines = this.#tracks().map((track) => trackLine(track, columns))
    this.#update([...lines, ...(this.#phase === undefined ? [] : [this.#phase.slice(0, columns)])].join('\n'))
  }

  /** Leaves the tracks where they are. */
  end(): void {
    if (this.#ticking === undefined) return
    this.#phase = undefined
    this.draw()
    clearInterval(this.#ticking)
    this.#ticking = undefined
    this.#update.done()
  }
}
