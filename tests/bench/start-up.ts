import type { Bench } from './bench.ts'
import { MAIN, startedOften } from './child.ts'
import { ms } from './cost.ts'
import { bundled } from './recordings.ts'

export const startUp: Bench = {
  name: 'start-up',
  about: 'commands that judge nothing, from the start of their process to its end',
  async run({ repeats }) {
    const commands = [['--help'], ['list'], ['plan', '--target', bundled()]]
    const rows: string[][] = []
    for (const args of commands) {
      const { first, later } = await startedOften([MAIN, ...args], repeats)
      rows.push([`\`${args[0] ?? ''}\``, ms(first.wall), ms(later.wall), ms(later.cpu)])
    }
    return { heading: 'Start-up', columns: ['', 'first time, wall ms', 'then, wall ms', 'then, CPU ms'], rows }
  },
}
