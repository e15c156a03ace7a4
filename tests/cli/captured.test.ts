import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { chunks, completion } from '../../src/suite/example.ts'
import { entry, file, har, jsonl, judged, row } from './captured-calls.ts'
import { cli, everythingIn, folder, outcomes } from './command-line.ts'

const STREAM = `${chunks()
  .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  .join('')}data: [DONE]\n\n`

describe.concurrent('captured traffic', () => {
  test('answers as OpenAI gives them pass; what needs a probe of its own is skipped', async () => {
    const coded = row(completion(), {
      response: {
        status: 200,
        headers: { 'content-type': 'application/json', 'content-encoding': 'br', 'content-length': '7' },
        body: completion(),
      },
    })
    const { code, record, stdout, report, out } = await judged(
      file(
        'calls.jsonl',
        jsonl([
          coded,
          row(JSON.stringify(completion())),
          { request: { url: 'https://example.org/', method: 'GET' }, response: { status: 200, body: 'hi' } },
        ]),
      ),
    )
    const page = readFileSync(path.join(out, 'report.html'), 'utf8')
    expect({ code, verdict: record.summary.verdict }).toEqual({ code: 0, verdict: 'conforms' })
    expect(violations('run-record', record)).toEqual([])
    expect(record.target.label).toBe('captured traffic (calls.jsonl): 2 calls, to gateway.example, models small')
    expect(record.capture).toMatchObject({
      files: 1,
      forms: ['exchanges'],
      calls: 2,
      parsed: 0,
      leftOut: [{ reason: 'other-endpoint', count: 1 }],
    })
    const { applied = 0, selected, notSeen, needProbe } = record.capture?.rules ?? {}
    expect({ selected, sum: applied + (notSeen ?? 0) + (needProbe ?? 0) }).toEqual({
      selected: record.rules.length,
      sum: record.rules.length,
    })
    for (const text of [stdout, report, page]) {
      expect(text).toContain('Captured: 2 calls in 1 file (exchanges). Left out: 1 to other endpoints')
      expect(text).toContain(`Rules: ${applied} of ${selected} apply to these calls.`)
    }
    expect(outcomes(record)).toMatchObject({
      'chat/response/choices-present': 'pass',
      'embeddings/response/data-present': 'inconclusive',
      'stop/string/ends-before-it': 'skip',
    })
    expect(stdout).toContain('CONFORMS')
  })

  test('a fault is counted over all answers and shown with the one it was seen in', async () => {
    const { choices: _choices, ...broken } = completion()
    const rows = [row(completion()), row(broken, { id: 'the-bad-one' }), row(broken), row(completion())]
    const { code, record, report, evidence, stdout } = await judged(file('calls.jsonl.gz', gzipSync(jsonl(rows))))
    expect(code).toBe(1)
    const rule = record.rules.find(({ id }) => id === 'chat/response/choices-present')
    expect(rule).toMatchObject({
      outcome: 'fail',
      findings: [{ exchange: 'the-bad-one', answers: { with: 2, of: 4 } }, { exchange: '3' }],
    })
    expect(report).toContain('the field is absent (in 2 of 4 answers)')
    expect(rule?.seenAt).toEqual(['calls.jsonl.gz:2', 'calls.jsonl.gz:3'])
    for (const text of [report, evidence, stdout]) expect(text).toMatch(/seen at:? ?\*? ?calls\.jsonl\.gz:2, :3/i)
    expect(evidence).toContain("curl -sSi 'https://gateway.example/v1/chat/completions'")
  })

  test('an HTTP archive is read with its streams; entries without a body are left out', async () => {
    const place = file(
      'app.har',
      har([
        entry(JSON.stringify(completion())),
        entry(STREAM, 'text/event-stream'),
        { ...entry(''), response: { status: 200, headers: [], content: {} } },
      ]),
    )
    const { code, record } = await judged(place)
    expect({ code, requests: record.traffic.target.requests }).toEqual({ code: 0, requests: 2 })
    expect(outcomes(record)).toMatchObject({ 'streaming/done/once': 'pass' })
    const cut = await judged(
      file('cut.har', har([entry(STREAM.replace('data: [DONE]\n\n', ''), 'text/event-stream')])),
      '--only',
      'streaming',
      '--fail-on',
      'should',
    )
    expect(cut.code).toBe(1)
    expect(outcomes(cut.record)).toMatchObject({
      'streaming/done/once': 'fail',
      'chat/response/choices-present': 'skip',
    })
  })

  test('keys in headers are in no file', async () => {
    const secret = {
      ...row({}),
      request: {
        url: 'https://gateway.example/v1/chat/completions',
        headers: { authorization: 'Bearer sk-canary' },
        body: { model: 'small' },
      },
    }
    const { out, record } = await judged(file('calls.jsonl', jsonl([secret])))
    expect(record.summary.verdict).toBe('does-not-conform')
    expect(everythingIn(out)).not.toContain('sk-canary')
  })

  test('a recording is judged as traffic as well', async () => {
    const { record } = await judged('fixtures/recordings/ollama-0.32.15')
    expect(record.target).toMatchObject({
      kind: 'capture',
      label: expect.stringContaining('the recording ollama-0.32.15'),
    })
    expect(record.traffic.target.requests).toBeGreaterThan(100)
  })

  test.for([
    ['what is not there', () => 'no-such.har', /no-such\.har does not exist/],
    ['an unknown kind of file', (): string => file('calls.txt', ''), /neither \.har nor \.jsonl/],
    ['a folder', () => folder(), /a folder without recording\.json/],
    [
      'a line that is not JSON',
      () => file('a.jsonl', `${JSON.stringify(row(completion()))}\n{"request"`),
      /a\.jsonl:2 is not JSON/,
    ],
    [
      'a line that is no exchange',
      () => file('a.jsonl', '{"request": {}}'),
      /a\.jsonl:1 is no exchange \(\$\.response/,
    ],
    [
      'a request to nowhere',
      () => file('a.jsonl', '{"request": {}, "response": {"status": 200}}'),
      /a\.jsonl:1 does not say what was asked/,
    ],
    ['a broken archive', () => file('a.har', '{"log"'), /a\.har is not JSON/],
    ['an archive of something else', () => file('a.har', '{"log": {}}'), /a\.har has no log\.entries/],
    [
      'traffic without any call',
      () => file('a.har', har([entry('{}', 'application/json', 'https://example.org/v2/thing')])),
      /no answered call to an OpenAI-compatible API \(1 to other endpoints\)/,
    ],
    [
      'a log of a form that is not read',
      () => file('a.jsonl', '{"level": "info", "msg": "started"}'),
      /a\.jsonl:1 is a record with the fields level, msg, which is no form of captured traffic\. Read are HAR, .*LiteLLM/,
    ],
    [
      'a log that goes on in another form',
      () => file('a.log', `${JSON.stringify(row(completion()))}\n{"level": "info"}`),
      /a\.log:2 is a record with the fields level,/,
    ],
    ['a list of something else', () => file('a.json', '[1]'), /a\.json: \[0\] is neither record nor list/],
    ['a broken gzip', () => file('a.jsonl.gz', 'nothing'), /a\.jsonl\.gz cannot be read beyond line 0/],
  ] as [string, () => string, RegExp][])('%s is told in one line', async ([, place, message]) => {
    const { code, stderr } = await cli(['judge', place(), '--out', folder()])
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toMatch(message)
  })

  test('its own output is not mistaken for a run', async () => {
    const { out } = await judged(file('calls.jsonl', jsonl([row(completion())])))
    expect(await cli(['judge', out])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Judge the captured file again'),
    })
  })
})
