import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { folder } from '../cli/command-line.ts'
import { command } from '../package/npm.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const PYTEST = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider']

const found = await command('python3', [...PYTEST, '--version'], { cwd: '.' }).catch(() => null)
const hasPytest = found?.status === 0
if (!hasPytest) console.warn('python3 with pytest is not there, so the example for pytest is not tried.')

/** A project that has installed the package, as far as the example sees. */
function project(): string {
  const dir = folder()
  const bin = path.join(dir, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  const started = path.join(bin, 'ollama-conformance')
  writeFileSync(started, `#!/bin/sh\nexec '${process.execPath}' '${here('../../src/cli/main.ts')}' "$@"\n`)
  chmodSync(started, 0o755)
  for (const file of ['app.py', 'test_app.py']) cpSync(here(file), path.join(dir, file))
  return dir
}

test.skipIf(!hasPytest)('the example for pytest passes', async () => {
  const { status, stdout, stderr } = await command('python3', PYTEST, { cwd: project() })
  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: expect.stringContaining('7 passed') })
})
