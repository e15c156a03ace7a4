import { appendFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readRecording } from '../../src/recording/recording.ts'
import type { Bench } from './bench.ts'
import { MAIN, startedOften, type ChildCost } from './child.ts'
import { mb, ms } from './cost.ts'
import { allRecordings } from './recordings.ts'
import { scratch } from './scratch.ts'

/** With one exchange, all is start-up and report. */
const EXCHANGES = [1, 1_000, 10_000, 40_000]

/** A capture of so many calls: those of the recordings, again and again. */
function writeCapture(count: number): string {
  const file = path.join(scratch(), `${count}.jsonl`)
  rmSync(file, { force: true })
  const calls = allRecordings()
    .flatMap((dir) => readRecording(dir).exchanges)
    .filter(
      ({ request, response }) =>
        response !== null && /^\/v1\/(chat\/completions|completions|embeddings|responses|models)$/.test(request.path),
    )
  for (let at = 0; at < count; at += 1_000) {
    appendFileSync(
      file,
      Array.from(
        { length: Math.min(1_000, count - at) },
        (_, more) => `${JSON.stringify({ ...calls[(at + more) % calls.length], key: `call-${at + more}` })}\n`,
      ).join(''),
    )
  }
  return file
}

export const judge: Bench = {
  name: 'judge',
  about: 'captured traffic, judged by `judge FILE`',
  async run({ repeats }) {
    const rows: string[][] = []
    let first: ChildCost | undefined
    for (const count of EXCHANGES) {
      const file = writeCapture(count)
      const { later } = await startedOften(
        [MAIN, 'judge', file, '--out', path.join(scratch(), 'judged')],
        Math.min(repeats, 3),
      )
      first ??= later
      const [wall, cpu] = [later.wall - first.wall, later.cpu - first.cpu]
      rows.push([
        String(count),
        ms(later.wall),
        ms(later.cpu),
        ...(count === 1 ? ['', ''] : [ms((count - 1) / (wall / 1000)), ((cpu * 1000) / (count - 1)).toFixed(0)]),
        mb(later.peak),
      ])
    }
    return {
      heading: 'Judging captured traffic',
      columns: ['exchanges', 'wall ms', 'CPU ms', 'a second, from the first on', 'CPU µs each', 'peak MB'],
      rows,
    }
  },
}
