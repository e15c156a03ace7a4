import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { shippedMatrix } from '../../src/history/shipped-matrix.ts'
import { sinceWhen } from '../../src/history/since.ts'
import { DEFAULT_OPTIONS } from '../../src/record/check-options.ts'
import { renderDeviation } from '../../src/report/deviation-report.ts'
import type { Material } from '../../src/report/formats.ts'
import { planAlone } from '../../src/run/plan-alone.ts'
import { cli, folder, reported } from './command-line.ts'
import { standIn } from './servers.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const RECORDING = path.join(root, 'fixtures/recordings/ollama-0.32.15')
const RULE = 'tools/choice-required/forces-a-call'

const judged = async (dir: string): Promise<Material> =>
  (await planAlone({ ...DEFAULT_OPTIONS, target: dir, reference: 'none', out: undefined }, {}, 'test')).ask([])

const material = await judged(RECORDING)
const matrix = shippedMatrix()

const reportOn = (id: string, { record, evidence }: Material = material, secrets: string[] = []): string => {
  const rule = record.rules.find((one) => one.id === id)
  if (!rule || !matrix) throw new Error(`no rule ${id}, or no matrix`)
  const { software, version } = record.target.server ?? { software: '', version: null }
  return renderDeviation({
    rule,
    record,
    evidence,
    since: sinceWhen(matrix, id, { software, version: version ?? '' }),
    secrets,
  })
}

describe.concurrent('the command', () => {
  test('writes an issue text with all that the vendor needs', async () => {
    const { code, stdout, stderr } = await cli(['deviation-report', RULE, '--from', RECORDING])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^# Chat: tool_choice "required" is accepted and ignored \(v0\.32\.15\)$/m)
    expect(stdout).toMatch(/^- Server: Ollama 0\.32\.15\n- Model: `smollm2-tools:135m`\n- Date: \d{4}-\d\d-\d\d$/m)
    expect(stdout).toMatch(/^curl -sSi "\$OLLAMA_HOST"'\/v1\/chat\/completions' \\$/m)
    expect(stdout).toMatch(/^With `tool_choice: "required"` every answer has a call\.\n\nSource: <https:\/\/platform/m)
    expect(stdout).toMatch(
      /^- \*\*ignored\*\* at `\$\.choices\[0\]\.message\.tool_calls`: text instead of the required call/m,
    )
    expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\ncontent-type: application\/json\n\n\{"id":"chatcmpl-/m)
    expect(stdout).toMatch(/^It fails in each release that was judged: 0\.5\.7, .*0\.32\.15\. /m)
    expect(stdout).toMatch(/^- Known clients that break: .*instructor/m)
    expect(stdout).toMatch(/ollama create smollm2-tools:135m -f/)
    expect(stdout).toMatch(
      /^## Other rules that fail for the same reason \(\d+\)\n\n[\s\S]*^- `tools\/choice-none\/no-call`: /m,
    )
    expect(stdout).not.toContain('127.0.0.1:18432')
  })

  test('takes a run folder and its results.json, and writes into a file', async () => {
    const deaf = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const only = ['--target', deaf.url, '--reference', 'none', '--only', 'stop/string']
    const { out } = await reported(only)
    const file = path.join(folder(), 'issues', 'stop.md')
    const id = 'stop/string/ends-before-it'
    const ended = await cli(['deviation-report', id, '--from', out, '--out', file])
    expect(ended).toMatchObject({ code: 0, stdout: `Written to ${file}\n` })
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^# Chat: stop /m)
    expect(text).toContain(`"$OLLAMA_HOST"'/v1/chat/completions'`)
    expect(text).not.toContain(new URL(deaf.url).host)
    // The stand-in is no software that was recorded.
    expect(text).toContain('Not known: no release')
    expect((await cli(['deviation-report', id, '--from', path.join(out, 'results.json')])).stdout).toBe(text)
    const copy = path.join(folder(), 'record.json')
    cpSync(path.join(out, 'results.json'), copy)
    const bare = await cli(['deviation-report', id, '--from', copy])
    expect(bare).toMatchObject({ code: 0, stdout: expect.stringMatching(/^The request is not shown\. /m) })
  })

  test.for<[string, string[], RegExp]>([
    [
      'a rule that passes',
      ['chat/response/id-present'],
      /chat\/response\/id-present passes in .*Ollama 0\.32\.15.*nothing to report/,
    ],
    [
      'a rule that is open',
      ['tools/choice-required/call-is-valid'],
      /does not fail in .*inconclusive, the model called no tool/,
    ],
    [
      'a rule that there is not',
      ['tools/choice-required/forces'],
      /has no rule tools\/choice-required\/forces\. The nearest is tools/,
    ],
    ['a rule of an app', ['app/mine/works'], /is a rule of an app's own profile/],
    ['no run', [RULE, '--from', 'no-such-folder'], /no-such-folder does not exist\. Name a folder that `run` wrote/],
    ['a folder without a run', [RULE, '--from', 'src'], /src is no run and no recording/],
  ])('%s is one line, and exit code 2', async ([, args, message]) => {
    const from = args.includes('--from') ? [] : ['--from', path.join(root, 'reports/ollama-0.32.15')]
    const { code, stdout, stderr } = await cli(['deviation-report', ...args, ...from])
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('of captured traffic neither requests nor answers are told', async () => {
    const out = folder()
    const ignoring = await standIn({ hooks: { completion: (body) => ({ ...body, object: 'this morning' }) } })
    const { out: run } = await reported(['--target', ignoring.url, '--reference', 'none', '--only', 'chat/response'])
    const capture = path.join(run, 'target', 'exchanges.jsonl')
    const secretive = readFileSync(capture, 'utf8').replaceAll('Say hello.', 'Fire Mr Smith.')
    writeFileSync(path.join(out, 'log.jsonl'), secretive)
    await cli(['judge', path.join(out, 'log.jsonl'), '--out', path.join(out, 'judged')])
    const id = 'chat/response/object-value'
    const told = await cli(['deviation-report', id, '--from', path.join(out, 'judged')])
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/seen in traffic of an app, which is not shown/),
    })
    expect(told.stdout).not.toMatch(/Fire Mr Smith|this morning|curl/)
    const own = await cli(['deviation-report', id, '--from', run])
    expect(own.stdout).toContain('this morning')
  })
})

describe('every failure of a recorded release', () => {
  const failing = material.record.rules.filter(({ outcome }) => outcome === 'fail')

  test('has a report with a request that masking leaves as it was', () => {
    expect(failing.length).toBeGreaterThan(150)
    for (const { id } of failing) {
      const text = reportOn(id)
      expect([id, /"\$OLLAMA_HOST"'\//.test(text), /redacted|127\.0\.0\.1:18432/.test(text)]).toEqual([id, true, false])
      const [title = ''] = text.split('\n')
      expect([id, /^# [A-Z]\w*: .*\(v0\.32\.15\)$/.test(title), title.length < 220]).toEqual([id, true, true])
    }
  })

  test('says since when, where a release held it', () => {
    const turned = matrix?.rules.find(
      ({ id, outcomes }) => outcomes[0] === 'pass' && failing.some((rule) => rule.id === id),
    )
    expect(reportOn(turned?.id ?? '')).toMatch(
      /^The first release that is known to fail is [\d.]+, and the last one before it that is known to hold is [\d.]+\./m,
    )
  })
})

test('a key that is in the recording does not come out, and the name of the machine neither', async () => {
  const dir = folder()
  cpSync(RECORDING, dir, { recursive: true })
  const rename = (file: string, change: (text: string) => string): void => {
    const at = path.join(dir, file)
    writeFileSync(at, change(readFileSync(at, 'utf8')))
  }
  rename('recording.json', (text) => text.replaceAll('127.0.0.1:18432', 'gpu.acme.example:8443'))
  const said = 'Hello from gpu.acme.example, key sk-proj-abcdefghijklmnop1234567890, pass swordfish-0815-4711.'
  rename('exchanges.jsonl', (text) =>
    text
      .replaceAll(String.raw`\"content\":\"Hello.\"`, String.raw`\"content\":\"${said}\"`)
      .replaceAll('["accept","application/json, text/event-stream"]', '["authorization","[redacted]"]'),
  )
  const found = await judged(dir)
  const text = reportOn(RULE, found, ['swordfish-0815-4711'])
  expect(text).toContain('Hello from $OLLAMA_HOST, key [redacted], pass [redacted].')
  expect(text).not.toMatch(/sk-proj|swordfish|acme|authorization/i)
})
