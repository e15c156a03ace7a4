import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { FORMATS } from '../../src/record/formats.ts'
import { reportFiles } from '../../src/report/formats.ts'
import { HOSTILE } from '../formats/records.ts'
import { commandsIn } from '../formats/runner-commands.ts'
import { cli, folder } from './command-line.ts'
import { errorReply, onChat, standIn, type StandIn } from './servers.ts'

// Several whole runs in some of these.
const files = (out: string): string[] =>
  readdirSync(out)
    .filter((name) => name !== 'target')
    .sort()
/** A conforming server but for what it says: every chat request meets an error whose message is meant to break out of a report. */
const hostile = (text: string): Promise<StandIn> => standIn({ hooks: onChat(() => errorReply(500, text)) })

describe.concurrent('formats', () => {
  test('each writes its own files, and the record is always there', async () => {
    const { url } = await standIn()
    const args = ['--target', url, '--reference', 'none', '--only', 'models']
    const out = folder()
    expect((await cli([...args, '--out', out])).code).toBe(0)
    expect(files(out)).toEqual(['evidence.md', 'report.html', 'report.md', 'results.json'])
    expect((await cli([...args, '--out', out, '--format', 'junit,sarif'])).code).toBe(0)
    expect(files(out)).toEqual(['junit.xml', 'results.json', 'results.sarif'])
    expect((await cli([...args, '--out', out, '--format', 'github'])).code).toBe(0)
    expect(files(out)).toEqual(['results.json'])
  })

  test('a folder judged again gives the same bytes in every format', async () => {
    const { url } = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const out = folder()
    const ran = await cli([
      '--target',
      url,
      '--reference',
      'none',
      '--only',
      'stop',
      '--out',
      out,
      '--format',
      FORMATS.join(','),
    ])
    const read = (): string[] => reportFiles().map((name) => readFileSync(path.join(out, name), 'utf8'))
    const before = read()
    const again = await cli(['judge', out, '--format', FORMATS.join(',')])
    expect(again.code).toBe(ran.code)
    expect(read()).toEqual(before)
    expect(commandsIn(again.stdout)).toEqual(commandsIn(ran.stdout))
    expect(commandsIn(ran.stdout).length).toBeGreaterThan(1)
  })

  test('the summary of a CI job is added to, never written over', async () => {
    const { url } = await standIn()
    const [out, summary] = [folder(), path.join(folder(), 'summary.md')]
    writeFileSync(summary, 'what an earlier step said\n')
    const args = ['--target', url, '--reference', 'none', '--only', 'models', '--out', out]
    await cli([...args, '--format', 'github'], { GITHUB_STEP_SUMMARY: summary })
    const text = readFileSync(summary, 'utf8')
    expect(text).toMatch(/^what an earlier step said\n# .*: CONFORMS\n/)
    await cli([...args, '--format', 'md'], { GITHUB_STEP_SUMMARY: summary })
    expect(readFileSync(summary, 'utf8')).toBe(text)
    const { code, stderr } = await cli([...args, '--format', 'github'], { GITHUB_STEP_SUMMARY: out })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/GITHUB_STEP_SUMMARY.*cannot be written to \(EISDIR\)/),
    })
    expect(existsSync(path.join(out, 'results.json'))).toBe(true)
  })

  test('in the log of a job nothing that a server says is a command', async () => {
    for (const text of HOSTILE.slice(3, 6)) {
      const { url } = await hostile(text)
      const { stdout, stderr } = await cli([
        '--target',
        url,
        '--reference',
        'none',
        '--only',
        'stop/string',
        '--out',
        folder(),
        '--format',
        'github',
      ])
      expect(new Set(commandsIn(stdout).map(({ name }) => name))).toEqual(new Set(['error']))
      expect(commandsIn(stderr)).toEqual([])
    }
  })
})
