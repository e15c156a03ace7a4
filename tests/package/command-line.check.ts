import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import type { RunRecord } from '../../src/record/record.ts'
import { command } from './npm.ts'

const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
/** The lines of the README that use the package as a file. */
const lines = readme
  .split('\n')
  .filter((line) => /^(npx|npm install) .*\.tgz/.test(line))
  .map((line) => line.replace(/ +#.*$/, ''))
const lineOf = (start: string): string => lines.find((line) => line.startsWith(start)) ?? ''

const app = inject('app')
/** Recordings that the package brings. */
const recordings = path.join(app, 'node_modules/ollama-conformance/dist/fixtures/recordings')
/** The environment of a terminal on a machine without a server. */
const TERMINAL = [
  'OLLAMA_HOST=',
  'CI=false',
  `NODE_OPTIONS=--import=${fileURLToPath(new URL('../cli/terminal.ts', import.meta.url))}`,
]
const record = (dir: string): RunRecord => JSON.parse(readFileSync(path.join(dir, 'results.json'), 'utf8')) as RunRecord

/** An empty folder with the package as a file in it. */
function besideTheFile(): string {
  const place = mkdtempSync(path.join(app, '..', 'place-'))
  copyFileSync(inject('tarball'), path.join(place, path.basename(inject('tarball'))))
  return place
}

describe.for(inject('nodes'))('on Node $name', ({ name, path: node }) => {
  const version = node === null ? name : execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

  test.skipIf(node === null)('what is installed runs from another folder', async () => {
    const bin = path.join(app, 'node_modules/.bin/ollama-conformance')
    const cli = (...args: string[]) => command(bin, args, { cwd: app, node })
    expect(await cli('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('ollama-conformance'),
      stderr: '',
    })
    const out = `report-${version}`
    const args = ['--only', 'chat', 'tools/call', '--format', 'md,html,json,junit,sarif', '--out', out]
    expect(await cli(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('be reached') })
    const run = await command('env', [...TERMINAL, bin, ...args], { cwd: app, node })
    expect({ status: run.status, said: run.stderr }).toEqual({
      status: 2,
      said: expect.stringMatching(/Demonstration: no server answers/),
    })
    const { summary, metadata } = record(path.join(app, out))
    expect(metadata.node).toBe(version)
    expect(summary.byLevel.must.pass).toBeGreaterThan(20)
    for (const file of ['report.md', 'evidence.md', 'report.html', 'junit.xml', 'results.sarif'])
      expect(existsSync(path.join(app, out, file)), file).toBe(true)
    expect((await cli('judge', out)).status).toBe(2)
    expect(await cli('matrix', out, '--out', `matrix-${version}`)).toMatchObject({ status: 0, stderr: '' })
  })

  test.skipIf(node === null)('npx runs the file, as the README writes it', async () => {
    const place = besideTheFile()
    const line = `${lineOf('npx')} --target '${path.join(recordings, 'ollama-0.32.15')}' --only stop/string`
    const { status } = await command('sh', ['-c', line], { cwd: place, node })
    const { summary, metadata } = record(path.join(place, 'reports/latest'))
    expect([status, metadata.node]).toEqual([summary.exitCode, version])
    expect(summary.byLevel.must.pass).toBeGreaterThan(0)
  })
})

test('npx runs the file below another package, as the README writes it', async () => {
  const [, line = ''] = /`(npx [^`]*--package=[^`]*)`/.exec(readme) ?? []
  const place = path.join(app, 'below')
  mkdirSync(place)
  copyFileSync(inject('tarball'), path.join(place, path.basename(inject('tarball'))))
  expect(await command('sh', ['-c', `${line} list --only stop/string`], { cwd: place })).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('stop/string/'),
  })
})

test.skipIf(inject('tooOld').path === null)('an older Node is told so in one line', async () => {
  const ended = await command(path.join(app, 'node_modules/.bin/ollama-conformance'), ['--help'], {
    cwd: app,
    node: inject('tooOld').path,
  })
  expect(ended).toEqual({
    status: 2,
    stdout: '',
    stderr: 'ollama-conformance: Node 22.18 or later is needed, and this is 20.19.0. Start it with a newer one.\n',
  })
})

test('npm finds nothing amiss in what it installed', async () => {
  expect(await command('npm', ['ls', '--all'], { cwd: app })).toMatchObject({ status: 0 })
})

test('npm installs the command for all folders, as the README writes it', async () => {
  const place = besideTheFile()
  expect(
    await command('sh', ['-c', `${lineOf('npm install')} --prefix ./everywhere --no-audit --no-fund`], { cwd: place }),
  ).toMatchObject({ status: 0 })
  expect(
    await command(path.join(place, 'everywhere/bin/ollama-conformance'), ['list', '--only', 'stop/string'], {
      cwd: app,
    }),
  ).toMatchObject({ status: 0, stdout: expect.stringContaining('stop/string/') })
})

test('the README names the file that npm pack makes', () => {
  expect(lines.length).toBeGreaterThanOrEqual(2)
  for (const line of lines) expect(line).toContain(` ./${path.basename(inject('tarball'))}`)
})
