/**
 * `npm run test:mutation [-- PART…]`: changes the code of each part in every way there is a rule for, tries the tests of the part on each
 * change, and writes what came of it to `score.json`, from which docs/mutation-score.md is made. A part that was tried before is only
 * tried where code or tests changed. Takes minutes to an hour: it is no part of `npm test`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Stryker } from '@stryker-mutator/core'
import { optionsFor, reportOf } from './options.ts'
import parts from './parts.json' with { type: 'json' }
import { scoreOf, type MutationReport, type Score } from './score.ts'

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const names = Object.keys(parts) as (keyof typeof parts)[]
const unknown = process.argv.slice(2).filter((name) => !names.some((one) => one === name))
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
const wanted = names.filter((name) => process.argv.length === 2 || process.argv.includes(name))

for (const part of wanted) {
  process.env['MUTATED'] = part
  await new Stryker(optionsFor(part)).runMutationTest()
  const report = JSON.parse(readFileSync(at(`../../${reportOf(part)}`), 'utf8')) as MutationReport
  const scores = JSON.parse(readFileSync(at('score.json'), 'utf8')) as Record<string, Score>
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}`
  writeFileSync(
    at('score.json'),
    `${JSON.stringify({ ...scores, [part]: { date: new Date().toISOString().slice(0, 10), machine, ...scoreOf(report) } }, null, 2)}\n`,
  )
}
