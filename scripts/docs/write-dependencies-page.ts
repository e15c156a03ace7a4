/** `npm run generate`: writes `docs/dependencies.md`. With `--check` it writes nothing. Exits with 1 when a dependency has no reason, or the page is not current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { dependenciesPage, dependencyProblems, type DependencySources } from './dependencies-page.ts'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')
const sources: DependencySources = { manifest: JSON.parse(read('../../package.json')), lock: JSON.parse(read('../../package-lock.json')), reasons: parse(read('./dependencies.yaml')) }
const target = fileURLToPath(new URL('../../docs/dependencies.md', import.meta.url))
const problems = dependencyProblems(sources)

for (const problem of problems) console.error(`scripts/docs/dependencies.yaml: ${problem}`)
if (problems.length > 0) process.exitCode = 1
else {
  const text = dependenciesPage(sources)
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error('docs/dependencies.md is not what lockfile and reasons give. Run `npm run generate`.')
    process.exitCode = 1
  }
}
