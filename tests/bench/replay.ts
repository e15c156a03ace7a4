import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'
import { MAIN, startedOften } from './child.ts'
import { mb, ms } from './cost.ts'
import { bundled } from './recordings.ts'
import { scratch } from './scratch.ts'

export const replay: Bench = {
  name: 'replay',
  about:
    'all rules over the bundled recording from the command line, start-up and reports included, and what of it is Node',
  async run({ only, repeats }) {
    const out = path.join(scratch(), 'replay')
    const processes: [name: string, args: string[]][] = [
      ['Node with an empty script', [fileURLToPath(new URL('empty.mjs', import.meta.url))]],
      ['replay', [MAIN, '--target', bundled(), '--out', out, ...(only.length > 0 ? ['--only', ...only] : [])]],
      ['replay of `--only stop/string`', [MAIN, '--target', bundled(), '--out', out, '--only', 'stop/string']],
    ]
    const rows: string[][] = []
    for (const [name, args] of processes) {
      const { first, later } = await startedOften(args, repeats)
      rows.push([name, ms(first.wall), ms(later.wall), ms(later.cpu), mb(later.peak)])
    }
    return {
      heading: `Replay of ${path.basename(bundled())}`,
      columns: ['', 'first time, wall ms', 'then, wall ms', 'then, CPU ms', 'peak MB'],
      rows,
    }
  },
}
