import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { Matrix } from '../../src/history/matrix.ts'
import { ruleResult, runRecord } from '../run-records.ts'
import { cli, folder } from './command-line.ts'

/** A folder with a `results.json`, as `run` leaves it. */
function runFolder(text: string): string {
  const dir = folder()
  writeFileSync(path.join(dir, 'results.json'), text)
  return dir
}
const older = JSON.stringify(
  runRecord([ruleResult('stop/a/cuts', 'fail'), ruleResult('tools/b/calls', 'pass')], { version: '0.9.0' }),
)
const capability = { group: 'Chat', why: null, failing: [], open: [] }
const newer = JSON.stringify({
  ...runRecord([ruleResult('stop/a/cuts', 'pass'), ruleResult('tools/b/calls', 'fail')], { version: '0.10.0' }),
  capabilities: [
    { ...capability, id: 'seed', name: 'Seeds', state: 'works' },
    { ...capability, id: 'n', name: 'Choices', state: 'ignored' },
  ],
})
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

describe.concurrent('a matrix', () => {
  test('of folders and files, in any order, is by version, and every file of it has its format', async () => {
    const out = path.join(folder(), 'new', 'matrix')
    const { code, stdout, stderr } = await cli([
      'matrix',
      runFolder(newer),
      path.join(runFolder(older), 'results.json'),
      '--out',
      out,
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/Ollama 0\.9\.0: 1 pass, fail 1 must.*\n.*Ollama 0\.10\.0[^]*Written to .*matrix\.md/)
    const matrix = json(path.join(out, 'matrix.json')) as Matrix
    expect(violations('matrix', matrix)).toEqual([])
    expect(matrix.runs.map(({ id }) => id)).toEqual(['ollama-0.9.0', 'ollama-0.10.0'])
    expect(matrix.rules.map(({ id, flips }) => [id, flips])).toEqual([
      ['stop/a/cuts', [{ run: 1, to: 'holds' }]],
      ['tools/b/calls', [{ run: 1, to: 'fails' }]],
    ])
    const badges = readdirSync(path.join(out, 'badges'))
    expect(badges.sort()).toEqual(['ollama', 'ollama-0.10.0', 'ollama-0.9.0'])
    for (const name of badges)
      expect(violations('badge', json(path.join(out, 'badges', name, 'badge.json')))).toEqual([])
    expect(json(path.join(out, 'badges/ollama/badge.json'))).toEqual({
      schemaVersion: 1,
      label: 'OpenAI compatibility',
      message: '1 of 2 capabilities (Ollama 0.10.0)',
      color: 'red',
    })
    expect(readFileSync(path.join(out, 'badges/ollama/badge.svg'), 'utf8')).toMatch(
      /^<svg .*OpenAI compatibility: 1 of 2 capabilities \(Ollama 0\.10\.0\)/,
    )
    const markdown = readFileSync(path.join(out, 'matrix.md'), 'utf8')
    expect(markdown).toMatch(/\| Choices +\| +\| \*\*ignored\*\* +\|/)
    expect(markdown).toMatch(/\| `stop\/a\/cuts` +\| must +\| holds since Ollama 0\.10\.0 \|/)
    expect(markdown).toMatch(/\| `stop\/a\/cuts` +\| must +\| +✗ +\| +✓ +\|/)
  })

  test('of a part, with a title and only what is asked for', async () => {
    const out = folder()
    const { code } = await cli([
      'matrix',
      runFolder(older),
      '--only',
      'stop',
      '--title',
      'Our servers',
      '--format',
      'json',
      '--out',
      out,
    ])
    expect(code).toBe(0)
    expect(readdirSync(out)).toEqual(['matrix.json'])
    expect(json(path.join(out, 'matrix.json'))).toMatchObject({ title: 'Our servers', rules: [{ id: 'stop/a/cuts' }] })
  })

  test('a run that is named twice is one column', async () => {
    const [dir, out] = [runFolder(older), folder()]
    await cli(['matrix', dir, path.join(dir, 'results.json'), `${dir}/`, '--format', 'json', '--out', out])
    expect((json(path.join(out, 'matrix.json')) as Matrix).runs).toHaveLength(1)
  })
})

describe.concurrent('what cannot be put into a matrix is one line', () => {
  const empty = (): string => folder()
  test.for<[string, () => string[], RegExp]>([
    ['nothing', () => [], /Name run folders, or releases to run/],
    ['a folder that is not there', () => ['no/such-run'], /no\/such-run does not exist/],
    ['a folder without a run', () => [empty()], /holds no results\.json/],
    [
      'half a file',
      () => [runFolder(older.slice(0, 2000))],
      /results\.json cannot be read as a run record: it is not JSON\./,
    ],
    ['other JSON', () => [runFolder('{"rules":[]}')], /results\.json is no run record \(\$\.format/],
    ['JSON that is no object', () => [runFolder('null')], /results\.json is no run record/],
    [
      'a record of another format',
      () => [runFolder(older.replace('run@3', 'run@0'))],
      /has the format ollama-conformance\/run@0, and this version reads ollama-conformance\/run@3/,
    ],
    [
      'a rule that no run has',
      () => [runFolder(older), '--only', 'stop/b'],
      /No rule of these runs matches stop\/b.*stop\/a\/cuts/,
    ],
    ['nothing left', () => [runFolder(older), '--skip', 'stop', 'tools'], /no rule that --only and --skip leave/],
    ['an unknown format', () => [runFolder(older), '--format', 'mdd'], /mdd.*did you mean md/],
    [
      'a folder that cannot be written to',
      () => [runFolder(older), '--out', path.join(runFolder(older), 'results.json')],
      /--out .* cannot be written to \((ENOTDIR|EEXIST)\)/,
    ],
  ])('%s', async ([, args, says]) => {
    const out = path.join(folder(), 'out')
    const given = args()
    const { code, stdout, stderr } = await cli(['matrix', ...given, ...(given.includes('--out') ? [] : ['--out', out])])
    expect(stderr).toMatch(says)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect({ code, stdout, written: existsSync(out) }).toEqual({ code: 2, stdout: '', written: false })
  })
})
