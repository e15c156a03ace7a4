import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import type { JsonObject } from '../../src/deviations/server-reply.ts'
import { startStandIn } from '../../stand-in/http-server.ts'
import { nested, statuses, testOf } from '../vitest/nested.ts'
import { command, npm } from './npm.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const app = inject('app')
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

/** A project that has the package beside a release of Vitest. */
function project(major: number): string {
  const dir = path.join(path.dirname(app), `vitest-${major}`)
  mkdirSync(dir)
  cpSync(path.join(app, 'package.json'), path.join(dir, 'package.json'))
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  npm(['install', ...quietly, inject('tarball'), `vitest@${major}`], { cwd: dir })
  return dir
}

test('an install brings no Vitest along', () => {
  const { packages } = read(path.join(app, 'package-lock.json')) as { packages: Record<string, unknown> }
  expect(Object.keys(packages)).toContain('node_modules/ajv')
  expect(Object.keys(packages).filter((place) => /\/(vitest|vite|@vitest\/.*)$/.test(place))).toEqual([])
})

describe.for([3, 4, 5])('with Vitest %i', (major) => {
  test('rules are tests of the project', async () => {
    const dir = project(major)
    const { version } = read(path.join(dir, 'node_modules/vitest/package.json')) as { version: string }
    expect(Number.parseInt(version)).toBe(major)
    writeFileSync(path.join(dir, 'known.yaml'), '- { rule: stop/string/ends-before-it, reason: dropped }\n')
    writeFileSync(path.join(dir, 'mended.yaml'), '- { rule: stop/string/answered, reason: mended }\n')
    const deaf = { request: ({ stop: _stop, ...body }: JsonObject) => body }
    const { url: target, stop } = await startStandIn({ pace: 0.01, hooks: deaf })
    const calls = {
      fails: { target, only: ['stop/string'] },
      known: { target, only: ['stop/string'], known: 'known.yaml' },
      mended: { target, only: ['stop/string/answered'], known: 'mended.yaml' },
      nobody: { timeout: 5 },
    }
    const vitest = path.join(dir, 'node_modules/vitest/vitest.mjs')
    const { status, files, stdout } = await nested(dir, calls, [], { vitest, entry: 'ollama-conformance/vitest' })
    await stop()
    expect(status).toBe(1)
    const expected = {
      'stop/string/answered (must)': 'passed',
      'stop/string/finish-reason (must)': 'skipped',
      'could be judged': 'passed',
    }
    expect(statuses(files['fails'])).toEqual({ ...expected, 'stop/string/ends-before-it (must)': 'failed' })
    expect(statuses(files['known'])).toEqual({
      ...expected,
      'stop/string/ends-before-it (must)': 'passed',
    })
    expect(statuses(files['mended'])).toEqual({
      'stop/string/answered (must)': 'failed',
      'could be judged': 'passed',
    })
    const [message] = testOf('stop/string/ends-before-it', files['fails'])?.failureMessages ?? []
    expect(message).toMatch(/- ignored at \$\.\S+: .*\n\nWho breaks: .+\nSource: .+\n\ncurl -sSi 'http:/)
    expect(stdout).toMatch(/finish-reason \(must\).*\[inconclusive: /)
    expect(stdout).not.toMatch(/^\s+at /m)
    expect(files['nobody']?.assertionResults).toEqual([])
    expect(files['nobody']?.message).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1 cannot be reached .*\.$/)
  })

  test('the example for apps passes, and its matchers have types', async () => {
    const dir = path.join(path.dirname(app), `vitest-${major}`)
    for (const file of ['app.ts', 'app.test.ts']) cpSync(path.join(root, 'tests/examples', file), path.join(dir, file))
    const vitest = path.join(dir, 'node_modules/vitest/vitest.mjs')
    const run = await command(process.execPath, [vitest, 'run', 'app.test.ts'], { cwd: dir })
    expect({ ...run, stdout: run.status === 0 ? '' : run.stdout }).toMatchObject({ status: 0, stdout: '' })
    // The types of Vitest need those of Vite, which need those of a page.
    const options = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', target: 'es2024' }
    const types = { types: ['node'], lib: ['es2024', 'dom'], allowImportingTsExtensions: true }
    writeFileSync(
      path.join(dir, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...types }, files: ['app.test.ts'] }),
    )
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc')
    expect(await command(process.execPath, [compiler, '-p', '.'], { cwd: dir })).toMatchObject({
      status: 0,
      stdout: '',
    })
  })
})
