/** `npm run generate`: writes `docs/rules.md` from the suites. With `--check` it writes nothing and exits with 1 when the page is not current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { rulesPage } from './rules-page.ts'

const target = fileURLToPath(new URL('../../docs/rules.md', import.meta.url))
const text = rulesPage(await loadSuites())

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('docs/rules.md is not what the suites give. Run `npm run generate`.')
  process.exitCode = 1
}
