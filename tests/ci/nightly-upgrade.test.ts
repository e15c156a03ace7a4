import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderUpgrade } from '../../src/report/upgrade.ts'
import { folder } from '../cli/command-line.ts'
import { rule } from '../rule-result.ts'
import { stage, upgradeMaterial, type Said } from '../upgrade-material.ts'

interface Workflow {
  jobs: { upgrade: { steps: { name?: string; run?: string }[] } }
}

const file = fileURLToPath(new URL('../../docs/ci/nightly-upgrade.yml', import.meta.url))
const { steps } = (parse(readFileSync(file, 'utf8')) as Workflow).jobs.upgrade
const script = steps.find(({ name }) => name?.startsWith('Open or update'))?.run ?? ''

/** A `gh` that writes down its arguments, and lists these issues. */
const GH = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs')
appendFileSync('calls.jsonl', JSON.stringify(process.argv.slice(2)) + '\\n')
if (process.argv[3] === 'list') console.log(process.env.ISSUES)
`

/** What the step calls `gh` with, after a comparison of these outcomes. */
function called(
  before: Record<string, Said>,
  after: Record<string, Said>,
  issues: { number: number; title: string }[] = [],
): string[][] {
  const dir = folder()
  const material = upgradeMaterial([stage('Ollama 1.0.0', before), stage('Ollama 1.1.0-rc1', after)])
  mkdirSync(path.join(dir, 'reports/upgrade'), { recursive: true })
  writeFileSync(path.join(dir, 'reports/upgrade/upgrade.json'), JSON.stringify(material.upgrade))
  writeFileSync(path.join(dir, 'reports/upgrade/upgrade.md'), renderUpgrade(material))
  writeFileSync(path.join(dir, 'gh'), GH)
  chmodSync(path.join(dir, 'gh'), 0o755)
  const tools = [dir, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter)
  execFileSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd: dir,
    env: { PATH: tools, ISSUES: JSON.stringify(issues), RUN_URL: 'https://ci.example/run/7' },
  })
  const calls = path.join(dir, 'calls.jsonl')
  if (!existsSync(calls)) return []
  return readFileSync(calls, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[])
}

const held = { 'stop/string/a': 'pass', 'tools/call/b': 'pass', 'chat/id/c': 'pass' } as const
const found = [
  { kind: 'ignored' as const, path: '$', message: 'goes on `after` it', expected: 'an end', actual: 'more' },
]
const FAILING = { ...held, 'stop/string/a': rule('stop/string/a', 'fail', { findings: found }) }
const TITLE = 'Ollama regresses: stop/string/a'
const valueOf = (call: string[] | undefined, option: string): string => call?.[call.indexOf(option) + 1] ?? ''

describe.skipIf(process.platform === 'win32')('the issues of the nightly upgrade', () => {
  test('a regression opens one, with its evidence and no version in its title', () => {
    const calls = called(held, FAILING)
    expect(calls.map((call) => call.slice(0, 2).join(' '))).toEqual(['label create', 'issue list', 'issue create'])
    expect(valueOf(calls[2], '--title')).toBe(TITLE)
    expect(valueOf(calls[2], '--label')).toBe(valueOf(calls[1], '--label'))
    const body = valueOf(calls[2], '--body')
    expect(body).toContain('Ollama 1.0.0 → Ollama 1.1.0-rc1: [report and answers](https://ci.example/run/7)')
    expect(body).toContain('### `stop/string/a`')
    expect(body).toContain('goes on `after` it')
    expect(body).not.toMatch(/tools\/call\/b|## Next step/)
  })

  test('the same regression brings its issue up to date', () => {
    const calls = called(held, FAILING, [
      { number: 8, title: `${TITLE}b` },
      { number: 9, title: TITLE },
    ])
    expect(calls.map((call) => call.slice(0, 3).join(' '))).toEqual([
      expect.stringMatching(/^label create/),
      'issue list --label',
      'issue edit 9',
    ])
    expect(valueOf(calls[2], '--body')).toContain('goes on')
  })

  test('each regression has an issue of its own', () => {
    const calls = called(held, { ...FAILING, 'tools/call/b': 'fail' })
    expect(calls.slice(2).map((call) => valueOf(call, '--title'))).toEqual([TITLE, 'Ollama regresses: tools/call/b'])
  })

  test('what does not count, and what is mended, opens none', () => {
    expect(called(held, held)).toEqual([])
    expect(called(FAILING, held)).toEqual([])
    expect(called(held, { ...held, 'stop/string/a': rule('stop/string/a', 'fail', { level: 'may' }) })).toEqual([])
  })
})
