import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

// In a process of its own, as a program has it: the suite judges in Vitest, which cannot start inside of Vitest.
const root = fileURLToPath(new URL('..', import.meta.url))
const place = mkdtempSync(path.join(tmpdir(), 'conformance-library-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

async function program(body: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const code = `import { run, judge, audit, violations, Failure } from ${JSON.stringify(path.join(root, 'src/index.ts'))}\n${body}`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: place,
    env,
  })
  return [...stdout.trim().split('\n'), ...(stderr === '' ? [] : [stderr])]
}

const recording = JSON.stringify(path.join(root, 'fixtures/recordings/ollama-0.24.0'))

test('run and judge give the record, tell how far they are, print nothing and leave the exit code alone', async () => {
  // That the process ends with 0 is part of it: in this recording a rule fails.
  const [first, second] = await program(`
    const seen = []
    const record = await run({ target: ${recording}, only: ['chat/id'], failOn: 'should', out: 'out' }, { progress: (done) => seen.push(done) })
    console.log(JSON.stringify({ verdict: record.summary.verdict, failing: record.rules.filter(({ outcome }) => outcome === 'fail').length, seen, code: process.exitCode ?? 'own' }))
    const again = await judge('out')
    console.log(JSON.stringify(again) === JSON.stringify(record), process.exitCode ?? 'own')`)
  expect(JSON.parse(first ?? '')).toEqual({
    verdict: 'does-not-conform',
    failing: 1,
    seen: [{ side: 'target', suites: 1, of: 1 }],
    code: 'own',
  })
  expect(second).toBe('true own')
})

test('what makes no run is a failure of one line with a code', async () => {
  const lines = await program(`
    const attempts = [() => run({ targt: 'x' }), () => run({ timeout: 0 }), () => run({ only: ['no/such'] }), () => run({ target: 'http://127.0.0.1:9', timeout: 1 }), () => judge('nowhere'), () => audit('ftp://x'), async () => violations('chat-complexion', {})]
    for (const attempt of attempts) await attempt().then(() => console.log('none'), (error) => console.log(error instanceof Failure, error.code, error.message))`)
  expect(lines).toEqual([
    'true USAGE There is no option targt; did you mean target?',
    'true USAGE The options make no run: $.timeout must be >= 1.',
    expect.stringMatching(/^true RULE_UNKNOWN No rule matches no\/such\./),
    expect.stringMatching(/^true UNREACHABLE /),
    expect.stringMatching(/^true CAPTURE_\w+ nowhere/),
    expect.stringMatching(/^true ADDRESS_INVALID audit ftp:/),
    'true SCHEMA_UNKNOWN There is no schema chat-complexion; did you mean chat-completion?',
  ])
})

test('no environment variable counts that is not handed in', async () => {
  const lines = await program(`
    process.env.OLLAMA_HOST = 'http://no-such-host.invalid'
    process.env.OPENAI_API_KEY = 'sk-nobody-asked-for-this'
    const { reference } = await run({ target: ${recording}, only: ['chat/id'], out: 'out-env' })
    console.log(reference.kind)`)
  expect(lines).toEqual(['observed'])
})

test('runs where the user has no home to write to, as in containers', async () => {
  const { XDG_DATA_HOME: _folder, ...env } = process.env
  const lines = await program(
    `
    const { summary } = await run({ target: ${recording}, only: ['chat/id'], out: 'out-homeless' })
    console.log(summary.verdict)`,
    { ...env, HOME: '/proc/self/nobody' },
  )
  expect(lines).toEqual(['conforms'])
})
