import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, reported, withOutcome } from './command-line.ts'
import { standIn } from './servers.ts'

const deaf = () => standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
const list = (yaml: string): string => {
  const file = path.join(folder(), 'known.yaml')
  writeFileSync(file, yaml)
  return file
}
const only = ['--reference', 'none', '--only', 'stop']

describe.concurrent('known deviations', () => {
  test('are run and reported, and do not fail the run', async () => {
    const { url } = await deaf()
    const known = list('- rule: stop/**\n  reason: The gateway drops it.\n  link: https://example.org/1\n')
    const { code, record, report, stdout } = await reported(['--target', url, ...only, '--known', known])
    expect({ code, verdict: record.summary.verdict }).toEqual({ code: 0, verdict: 'conforms' })
    expect(violations('run-record', record)).toEqual([])
    expect(withOutcome(record, 'fail').length).toBeGreaterThan(0)
    expect(report).toMatch(/## Known deviations \(\d+\)[\s\S]*The gateway drops it\./)
    expect(stdout).toMatch(/^CONFORMS but for \d+ known deviations  /m)
    expect(report).toMatch(/^# .*: CONFORMS but for \d+ known deviations\n/)
  })

  test('one that passes, matches nothing or has expired fails the run, with the fix', async () => {
    const { url } = await standIn()
    const passing = await reported([
      '--target',
      url,
      ...only,
      '--known',
      list('- { rule: "stop/string/**", reason: old }\n'),
    ])
    expect(passing).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/listed as failing and passes: remove the entry/),
    })
    const gone = await reported([
      '--target',
      url,
      ...only,
      '--known',
      list('- { rule: "stop/no-such/**", reason: old }\n'),
    ])
    expect(gone).toMatchObject({ code: 1, stdout: expect.stringMatching(/no rule matches/) })
    const expired = await reported([
      '--target',
      (await deaf()).url,
      ...only,
      '--known',
      list('- { rule: "stop/**", reason: old, expires: 2020-01-01 }\n'),
    ])
    expect(expired.code).toBe(1)
    expect(expired.report).toContain('expired on 2020-01-01')
  })

  test('--update-known adds and prunes, and keeps what people wrote', async () => {
    const { url } = await deaf()
    const known = list(
      '# ours\n- rule: stop/string/answered   # gone soon\n  reason: old\n- rule: stop/list/**\n  reason: By hand, with a comment. # keep\n',
    )
    const { code } = await cli(['--target', url, ...only, '--known', known, '--update-known', '--out', folder()])
    expect(code).toBe(1)
    const text = readFileSync(known, 'utf8')
    expect(text).toMatch(/^# ours/)
    expect(text).toContain('By hand, with a comment. # keep')
    expect(text).not.toContain('stop/string/answered')
    expect((await cli(['--target', url, ...only, '--known', known, '--out', folder()])).code).toBe(0)
    const fresh = path.join(folder(), 'new.yaml')
    await cli(['--target', url, ...only, '--known', fresh, '--update-known', '--out', folder()])
    expect((await cli(['--target', url, ...only, '--known', fresh, '--out', folder()])).code).toBe(0)
  })

  test('a list that is none is told in one line', async () => {
    const { url } = await standIn()
    for (const [yaml, told] of [
      ['rule: x', /is no list/],
      ['- rule: x', /reason/],
      ['- [', /is not YAML/],
    ] as const) {
      const { code, stderr } = await cli(['--target', url, ...only, '--known', list(yaml), '--out', folder()])
      expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
      expect(stderr).toMatch(told)
    }
    expect((await cli(['--target', url, ...only, '--known', '/no/such.yaml', '--out', folder()])).stderr).toMatch(
      /does not exist/,
    )
    expect((await cli(['--target', url, ...only, '--update-known', '--out', folder()])).stderr).toMatch(
      /needs --known FILE/,
    )
  })
})
