/**
 * `npm run generate:mutation-score`: tries every fault on every rule, which takes minutes, and writes which fail to `matrix.json` and to
 * the pages in docs. With names of faults, or globs of them (`-- 'stop-*'`), only those are tried anew, and those that are new; what is
 * said of faults that are gone is taken out.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { bySuite, type BySuite } from './caught.ts'
import { matrix } from './matrix.ts'

const file = fileURLToPath(new URL('matrix.json', import.meta.url))
const globs = process.argv.slice(2)
const known = globs.length === 0 ? {} : JSON.parse(readFileSync(file, 'utf8')) as Record<string, BySuite>
const isWanted = (name: string): boolean => globs.length === 0 || globs.some((glob) => path.matchesGlob(name, glob))
const written: Record<string, BySuite> = {}
for await (const { name, fails } of matrix(await loadSuites(), (one) => isWanted(one) || known[one] === undefined)) {
  const suites = fails === null ? known[name] ?? {} : bySuite(fails)
  // Fields that no answer has cannot be wrong in one.
  if (Object.keys(suites).length > 0 || !name.startsWith('wrong: ')) written[name] = suites
  if (Object.keys(written).length % 50 === 0) console.error(`${Object.keys(written).length} faults`)
}
writeFileSync(file, `{\n${Object.entries(written).map(([name, suites]) => `${JSON.stringify(name)}: ${JSON.stringify(suites)}`).join(',\n')}\n}\n`)
await import('../../tests/mutation/write-pages.ts')
