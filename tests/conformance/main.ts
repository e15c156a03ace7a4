/** `npm run conformance -- [--target TARGET] [--watch] [options of Vitest]`: the rules of `suites/` as tests. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Takes `--target TARGET` or `--target=TARGET` out of the arguments: Vitest refuses options that it does not know. */
function takeTarget(args: string[]): string | undefined {
  const place = args.findIndex((arg) => arg === '--target' || arg.startsWith('--target='))
  if (place < 0) return undefined
  const [option = ''] = args.splice(place, 1)
  return option === '--target' ? args.splice(place, 1)[0] : option.slice('--target='.length)
}

const args = process.argv.slice(2)
const target = takeTarget(args)
const mode = args.includes('--watch') ? 'watch' : 'run'
const vitest = [at('../../node_modules/vitest/vitest.mjs'), mode, '--config', at('vitest.config.ts')]
const { status } = spawnSync(process.execPath, [...vitest, ...args], {
  stdio: 'inherit',
  env: { ...process.env, ...(target === undefined ? {} : { CONFORMANCE_TARGET: target }) },
})
process.exitCode = status ?? 1
