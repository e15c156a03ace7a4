import os from 'node:os'
import { parseArgs } from 'node:util'
import { markdownTable } from 'markdown-table'
import type { Bench, Table } from './bench.ts'
import { judge } from './judge.ts'
import { matrix } from './matrix.ts'
import { memory } from './memory.ts'
import { overhead } from './overhead.ts'
import { plan } from './plan.ts'
import { replay } from './replay.ts'
import { startUp } from './start-up.ts'

/** What the suite costs: `npm run bench` measures all of it, `npm run bench -- replay judge` these two. */
const benches: Bench[] = [overhead, startUp, replay, plan, memory, matrix, judge]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    repeats: { type: 'string', default: '5' },
  },
})
const strange = positionals.find((name) => !benches.some((bench) => bench.name === name))
const repeats = Number(values.repeats)
if (strange !== undefined || !(repeats >= 1)) {
  console.error(
    `There is no bench ${strange ?? `repeated ${values.repeats} times`}. Usage: npm run bench -- [NAME…] [--url SERVER] [--only GLOB…] [--repeats N]\n${benches.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`).join('\n')}`,
  )
  process.exit(2)
}

const text = ({ heading, columns, rows }: Table): string =>
  `\n### ${heading}\n\n${markdownTable([columns, ...rows], { align: ['l', ...columns.slice(1).map(() => 'r')] })}`

console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'}), ${os.platform()} ${os.arch()}`,
)
for (const bench of benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.log(text(await bench.run({ url: values.url, only: values.only, repeats })))
}
