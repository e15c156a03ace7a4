/**
 * `npm run pages [-- NAME…]`: makes the pages, tables and reports that readers see, all of them or those that are named, in this order.
 * They are for reading: no test compares them, so that changes on two branches do not meet in them. Run it before a release.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deviations } from '../src/deviations/catalogue.ts'
import { measurements } from '../src/deviations/symptoms.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { shippedPresets } from '../src/policy/preset-file.ts'
import { against, currentMatrix } from '../tests/faults/matrix.ts'
import { writeThinkingProofs } from '../tests/faults/thinking-proofs.ts'
import { writeMatrix } from '../tests/faults/write-matrix.ts'
import { standInBases } from '../tests/fuzz/mutations/bases.ts'
import { page as changedAnswersPage } from '../tests/fuzz/mutations/page.ts'
import { tryAll } from '../tests/fuzz/mutations/tried.ts'
import { scorePages } from '../tests/mutation/pages.ts'
import { reportsOfRecordings, writeReports } from '../tests/recordings/reports.ts'
import { dependenciesPage } from './docs/dependencies-page.ts'
import { dependencySources } from './docs/dependency-sources.ts'
import { deviationsPage } from './docs/deviations-page.ts'
import { presetsPage } from './docs/presets-page.ts'
import { readmeWith } from './docs/readme-tables.ts'
import { rulesPage } from './docs/rules-page.ts'

const at = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))
const read = (file: string): string => readFileSync(at(file), 'utf8')
const write = (file: string, text: string): void => {
  writeFileSync(at(file), text)
}

const pages: Record<string, () => Promise<void> | void> = {
  rules: async () => {
    write('docs/rules.md', rulesPage(await loadSuites()))
  },
  presets: () => {
    write('docs/presets.md', presetsPage(shippedPresets(), read('scripts/docs/presets-introduction.md')))
  },
  dependencies: () => {
    write('docs/dependencies.md', dependenciesPage(dependencySources()))
  },
  'changed-answers': async () => {
    write('docs/changed-answers.md', changedAnswersPage(tryAll(await standInBases())))
  },
  faults: writeMatrix,
  deviations: () => {
    write('docs/deviations.md', deviationsPage(deviations, measurements()))
  },
  'thinking-faults': writeThinkingProofs,
  'mutation-score': async () => {
    const suites = await loadSuites()
    const clean = await against(suites, {})
    for (const [file, text] of Object.entries(scorePages(suites, clean, await currentMatrix(suites, clean))))
      write(`docs/${file}`, text)
  },
  reports: writeReports,
  readme: () => {
    write('README.md', readmeWith(read('README.md'), reportsOfRecordings()))
  },
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in pages))
if (unknown.length > 0)
  throw new Error(`There is no page ${unknown.join(', ')}. There are: ${Object.keys(pages).join(', ')}.`)
for (const [name, make] of Object.entries(pages)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.error(name)
  await make()
}
