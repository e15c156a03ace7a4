import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The package as somebody gets it who installs it: packed, unpacked below another folder's node_modules, its dependencies beside it.
const root = fileURLToPath(new URL('../..', import.meta.url))
const place = mkdtempSync(path.join(tmpdir(), 'conformance-package-'))
const installed = path.join(place, 'node_modules', 'ollama-conformance')
const nodes = [...new Set([process.execPath, ...(process.env['OTHER_NODES'] ?? '').split(':').filter(Boolean)])]

beforeAll(() => {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', place], { cwd: root, encoding: 'utf8' })) as { filename: string }[]
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', path.join(place, packed?.filename ?? ''), '-C', installed, '--strip-components=1'])
  // What npm would fetch is here already.
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(path.join(root, 'node_modules', name), path.join(place, 'node_modules', name))
  }
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

const main = (): string => path.join(installed, (JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { bin: Record<string, string> }).bin['ollama-conformance'] ?? '')

test.for(nodes)('runs from another folder on %s', (node) => {
  const cli = (...args: string[]) => spawnSync(node, [main(), ...args], { cwd: place, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: place, OLLAMA_HOST: '127.0.0.1:9' } })
  expect(cli('--help').stdout).toContain('ollama-conformance')
  expect(cli('list').stdout.split('\n').length).toBeGreaterThan(1000)
  const run = cli('--only', 'chat', '--out', 'report')
  expect(run.stderr).toContain('Judging the bundled recording')
  expect([0, 1]).toContain(run.status)
  expect(existsSync(path.join(place, 'report', 'report.md'))).toBe(true)
})

test('is used as a library, with types', () => {
  writeFileSync(path.join(place, 'use.mjs'), "import { violations, FAIL_ON } from 'ollama-conformance'\nconsole.log(violations('error-envelope', {}).length > 0, FAIL_ON.length)\n")
  expect(execFileSync(process.execPath, ['use.mjs'], { cwd: place, encoding: 'utf8' })).toBe('true 3\n')
  writeFileSync(path.join(place, 'use.mts'), "import { violations, type RunRecord } from 'ollama-conformance'\nexport const failed = (record: RunRecord): number => record.rules.length + violations('chat-completion', {}).length\n")
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', 'use.mts'], { cwd: place, stdio: 'pipe' })
})

test('holds what it needs and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  expect(files.filter((file) => /\.test\.|^tests|rule-ids|\.(ts)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([])
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', path.join('dist', 'specs', 'openai', 'chat-completion.schema.json')]))
})
