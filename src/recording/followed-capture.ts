import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { GrowingFile, idOf } from '../disk/growing-file.ts'
import { Failure } from '../failure.ts'
import { below } from './capture-folder.ts'
import type { Captured, LeftOut } from './captured.ts'
import { isLines } from './document.ts'
import { EXCHANGES, isRecording } from './recording.ts'
import { rowExchanges } from './row.ts'
import { WholeFile } from './whole-file.ts'

interface FollowedLines {
  /** What it is called by now. */
  file: string
  growing: GrowingFile
}

/** A capture that somebody still writes to: a file that grows, is rotated or written anew, or a folder of such files. */
export class FollowedCapture {
  readonly #place: string
  readonly #note: (line: string) => void
  /** Files of lines, by what they are and not by their name: a rotated file is not read twice. */
  readonly #lines = new Map<string, FollowedLines>()
  readonly #wholes = new Map<string, WholeFile>()
  /** Files of which something was said that would be said at each look. */
  readonly #noted = new Set<string>()

  /** `note` takes what a reader should know of a file that cannot be read, once a file. */
  constructor(place: string, note: (line: string) => void) {
    this.#place = place
    this.#note = note
  }

  /** What came since the last time. What is half written waits, unless it is the `last` time. */
  async *news(last: boolean): AsyncGenerator<Captured | LeftOut> {
    const present = this.#present()
    for (const [id, followed] of this.#lines) {
      followed.file = present.get(id) ?? followed.file
      if (present.has(id)) continue
      // It was renamed or removed: what was written to it until then is still there.
      yield* this.#rows(followed, true)
      followed.growing.close()
      this.#lines.delete(id)
    }
    for (const [id, file] of present) yield* this.#newsOf(id, file, last)
    if (last) for (const { growing } of this.#lines.values()) growing.close()
  }

  #present(): Map<string, string> {
    const present = new Map<string, string>()
    for (const file of filesOf(this.#place)) {
      const stats = statSync(file, { throwIfNoEntry: false })
      if (stats?.isFile()) present.set(idOf(stats), file)
    }
    return present
  }

  async *#newsOf(id: string, file: string, last: boolean): AsyncGenerator<Captured | LeftOut> {
    try {
      const followed = this.#lines.get(id) ?? (await this.#begun(file))
      if (followed) {
        yield* this.#rows(followed, last)
        return
      }
      const whole = this.#wholes.get(file) ?? new WholeFile(file)
      this.#wholes.set(file, whole)
      yield* whole.news(last)
    } catch (cause) {
      this.#say(file, cause)
    }
  }

  /** Undefined for what has no lines, or where the first is still being written. */
  async #begun(file: string): Promise<FollowedLines | undefined> {
    if (/\.(z?har|gz)$/i.test(file) || this.#wholes.get(file)?.hasSome) return undefined
    if (!/\.(jsonl|ndjson)$/i.test(file) && (statSync(file).size === 0 || !(await isLines(file)))) return undefined
    const growing = new GrowingFile({ file, code: 'CAPTURE_INVALID' })
    const followed = { file, growing }
    this.#lines.set(growing.id, followed)
    return followed
  }

  /** A line that cannot be read does not end the watching. */
  *#rows({ file, growing }: FollowedLines, last: boolean): Generator<Captured | LeftOut> {
    for (const { text, number, whole } of growing.news(last)) {
      const where = `${file}:${number}`
      try {
        yield* rowExchanges(text, { file, where, name: String(number) })
      } catch (cause) {
        // What is left of a line when its writing ended is no record.
        if (!whole) continue
        this.#say(file, cause)
        yield { exchange: null, why: 'other-record', file, where }
      }
    }
  }

  #say(file: string, cause: unknown): void {
    if (!(cause instanceof Failure)) throw cause
    if (this.#noted.has(file)) return
    this.#noted.add(file)
    this.#note(cause.message)
  }
}

/** The files of a capture so far; none where there is nothing yet. */
function filesOf(place: string): string[] {
  if (!existsSync(place)) return []
  if (!statSync(place).isDirectory()) return [place]
  return (isRecording(place) ? [place] : below(place)).map((one) =>
    isRecording(one) ? path.join(one, EXCHANGES) : one,
  )
}
