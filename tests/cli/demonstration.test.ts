import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, inOwnProcess, NOWHERE, written, type Ended } from './command-line.ts'
import { standIn } from './servers.ts'

const TERMINAL = { NODE_OPTIONS: `--import=${fileURLToPath(new URL('terminal.ts', import.meta.url))}`, NO_COLOR: '1' }
const NOT_NAMED = { OLLAMA_HOST: '' }

/** Nothing was judged: one line, and nothing in the folder for results. */
function nothingJudged({ code, stdout, stderr }: Ended, out: string): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/^ollama-conformance: .*cannot be reached/)])
  expect(existsSync(path.join(out, 'results.json'))).toBe(false)
}

describe.concurrent('the bundled recording', () => {
  test('is shown to a person who named no server, and every end of it says what it is', async () => {
    const out = folder()
    const args = ['--only', 'stop/string', 'models', '--out', out]
    const { code, stdout, stderr } = await inOwnProcess(args, { ...TERMINAL, ...NOT_NAMED })
    expect(stderr.trimStart()).toMatch(/^Demonstration: no server answers at http:\/\/127\.0\.0\.1:11434\/v1\. /)
    const lines = stdout.trim().split('\n')
    expect(lines[0]).toMatch(/^DEMONSTRATION {2}/)
    expect(lines.at(-1)).toMatch(/^Demonstration: .* No server of yours was judged\. .*--target URL$/)
    // 0 and 1 are verdicts on a server of the user.
    expect(code).toBe(2)
    const { record, report } = written(out)
    expect(record.target).toMatchObject({ kind: 'recording', demonstration: true })
    expect(violations('run-record', record)).toEqual([])
    expect(report).toMatch(/^\*\*Demonstration: /)
    const again = await cli(['judge', out])
    expect({ code: again.code, first: again.stdout.trim() }).toMatchObject({
      code: 2,
      first: expect.stringMatching(/^DEMONSTRATION/),
    })
  })

  test.for<[string, string[], Record<string, string>]>([
    ['OLLAMA_HOST names a server', [], { ...TERMINAL, OLLAMA_HOST: NOWHERE }],
    ['--target names one', ['--target', NOWHERE], { ...TERMINAL, ...NOT_NAMED }],
    ['a CI service runs this', [], { ...TERMINAL, ...NOT_NAMED, CI: 'true' }],
    ['a CI service runs this, and OLLAMA_HOST names one', ['--profile', 'openai-node'], { CI: 'true' }],
    ['a gateway is judged', ['--via', NOWHERE], { ...TERMINAL, ...NOT_NAMED }],
  ])('takes the place of no server where %s', async ([, args, env]) => {
    const out = folder()
    nothingJudged(await inOwnProcess(['run', ...args, '--out', out], env), out)
  })

  test('is not planned either in place of a server that was named', async () => {
    const { code, stdout } = await inOwnProcess(['plan'], TERMINAL)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('takes the place of no side of a comparison', async () => {
    const [out, { url }] = [folder(), await standIn()]
    const { code, stderr } = await cli(['compare', url, `http://${NOWHERE}`, '--only', 'models', '--out', out])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot be reached/) })
    expect(existsSync(path.join(out, 'upgrade.json'))).toBe(false)
  })
})

test('a recording that is named is judged as what it is', async () => {
  const out = folder()
  const recording = fileURLToPath(new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url))
  const { code, stdout } = await cli(['--target', recording, '--only', 'stop/string', '--out', out])
  expect(code).not.toBe(2)
  expect(stdout).not.toMatch(/demonstration/i)
  expect(written(out).record.target).not.toHaveProperty('demonstration')
})
