import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicSurface } from './public-surface.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const place = mkdtempSync(path.join(tmpdir(), 'conformance-declarations-'))
beforeAll(() =>
  promisify(execFile)(
    process.execPath,
    [
      path.join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      'tsconfig.build.json',
      '--emitDeclarationOnly',
      '--outDir',
      place,
    ],
    { cwd: root },
  ),
)
afterAll(() => rmSync(place, { recursive: true, force: true }))

// Programs are written against it. What goes, or is demanded anew, is a major version; what is added a minor one.
test.for([
  ['index', 'public-api.txt'],
  ['vitest', 'public-api-vitest.txt'],
] as const)('what a program can see of %s is what was written down', async ([entry, list]) => {
  await expect(`${publicSurface(path.join(place, `src/${entry}.d.ts`))}\n`).toMatchFileSnapshot(list)
})

test('only what is exported leads anywhere', () => {
  expect(() => publicSurface(path.join(place, 'src/cli/main.d.ts'))).toThrow('lead to no declaration')
})
