/** `npm run generate`: writes `docs/presets.md` from the presets. With `--check` it writes nothing and exits with 1 when the page is not current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shippedPresets } from '../../src/policy/preset-file.ts'
import { presetsPage } from './presets-page.ts'

const target = fileURLToPath(new URL('../../docs/presets.md', import.meta.url))
const text = presetsPage(shippedPresets(), readFileSync(new URL('./presets-introduction.md', import.meta.url), 'utf8'))

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('docs/presets.md is not what the presets give. Run `npm run generate`.')
  process.exitCode = 1
}
