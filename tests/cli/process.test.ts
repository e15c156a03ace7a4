import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, inOwnProcess, NOWHERE, written } from './command-line.ts'

const root = new URL('../../', import.meta.url).pathname

// Most tests call the command line in their own process. These start it as a user does; more of them are in `.check.ts` files.
describe.concurrent('a process of the command line', () => {
  test('prints help, and ends with 0', async () => {
    const { code, stdout, stderr } = await inOwnProcess(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: ollama-conformance/)
  })

  test('ends with 2 and one line where it cannot judge', async () => {
    const { code, stdout, stderr } = await inOwnProcess(['--target', NOWHERE, '--out', folder()])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/^ollama-conformance: .*cannot be reached/)])
  })

  test('judges a bundled recording, writes the report, and ends with 1 for rules that fail', async () => {
    const out = folder()
    const { code, stdout } = await inOwnProcess([
      '--target',
      path.join(root, 'fixtures/recordings/ollama-0.24.0'),
      '--reference',
      'observed',
      '--out',
      out,
    ])
    const { record, report } = written(out)
    expect({ code, verdict: record.summary.verdict }).toEqual({ code: 1, verdict: 'does-not-conform' })
    expect(report.split('\n')[0]).toMatch(/: DOES NOT CONFORM$/)
    expect(stdout).not.toBe('')
  })
})
