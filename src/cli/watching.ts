import { setTimeout as wait } from 'node:timers/promises'
import { verdictTitle } from '../record/verdict-title.ts'
import { failureEntries } from '../report/failure-entries.ts'
import { counted, plain } from '../report/markdown-text.ts'
import type { Watching } from '../run/watch-capture.ts'
import { causeLine } from './verdict.ts'

/** Milliseconds between two looks: not every file system reports changes. */
const LOOK = 1000

/** Prints a line for each cause that was not seen before, as captured traffic is judged. */
export function watchingUntil(signal: AbortSignal, place: string): Watching {
  const told = new Set<string>()
  let isFirst = true
  let isAnnounced = false
  return {
    signal,
    note: (line) => console.error(plain(line, 1000)),
    changed() {
      if (!isAnnounced) console.error(`Watching ${plain(place)}. Ctrl-C ends it with the verdict.`)
      isAnnounced = true
      return wait(LOOK, undefined, { signal }).catch(() => {})
    },
    judged({ record }) {
      if (isFirst)
        console.log(`${counted(record.traffic.target.requests, 'call')} judged: ${verdictTitle(record.summary)}`)
      isFirst = false
      for (const entry of failureEntries(record).fresh) {
        const ids = [entry.rule, ...entry.symptoms].map(({ id }) => id)
        if (!ids.some((id) => told.has(id))) console.log(causeLine(entry))
        for (const id of ids) told.add(id)
      }
      return Promise.resolve()
    },
  }
}
