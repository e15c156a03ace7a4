import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { completion } from '../../src/suite/example.ts'
import { entry, file, har, jsonl, judged, row } from './captured-calls.ts'
import { folder } from './command-line.ts'

describe.concurrent('captured traffic', () => {
  test('a client has the verdict of a run, and is never said to work by what was not captured', async () => {
    const place = file('calls.jsonl', jsonl([row(completion())]))
    const open = await judged(place, '--profile', 'cline')
    expect(open).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(
        /^\nCOULD NOT JUDGE {2}\d+ of \d+ rules judged in 1 captured call, (?:none fails|no rule that it needs fails; \d+ other rules? do(?:es)?)\. \d+ rules that Cline .* could not be judged \(\d+ need a probe, which captured traffic does not hold, \d+ are about what/,
      ),
    })
    expect(open.record.profiles.find(({ id }) => id === 'cline')).toMatchObject({ verdict: 'not-judged' })
    const broken = { ...completion(), choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }] }
    const breaks = await judged(file('calls.jsonl', jsonl([row(broken)])), '--profile', 'langchain-js')
    expect(breaks.code).toBe(1)
    expect(breaks.record.profiles.find(({ id }) => id === 'langchain-js')).toMatchObject({ verdict: 'breaks' })
    expect(breaks.record.profiles.filter(({ verdict }) => verdict.startsWith('works'))).toEqual([])
  })

  test('all captures of a folder are judged together', async () => {
    const dir = folder()
    const { choices: _choices, ...broken } = completion()
    mkdirSync(path.join(dir, 'day-2'))
    writeFileSync(path.join(dir, 'day-1.jsonl'), jsonl([row(completion()), row(broken)]))
    writeFileSync(path.join(dir, 'day-2', 'app.har'), har([entry(JSON.stringify(broken))]))
    writeFileSync(path.join(dir, 'package.json'), '{"name": "app"}')
    writeFileSync(path.join(dir, 'notes.txt'), 'nothing to read')
    const { code, record } = await judged(dir)
    expect({ code, capture: record.capture }).toMatchObject({
      code: 1,
      capture: { files: 3, forms: ['exchanges', 'HAR'], calls: 3, leftOut: [{ reason: 'other-file', count: 1 }] },
    })
    expect(record.rules.find(({ id }) => id === 'chat/response/choices-present')?.seenAt).toEqual([
      'day-1.jsonl:2',
      'day-2/app.har: log.entries[0]',
    ])
  })

  test('calls of the same name in several files keep their own evidence', async () => {
    const dir = folder()
    const { choices: _choices, ...broken } = completion()
    writeFileSync(path.join(dir, 'a.jsonl'), jsonl([row(broken)]))
    writeFileSync(path.join(dir, 'b.jsonl'), jsonl([row(broken)]))
    const { record } = await judged(dir)
    const rule = record.rules.find(({ id }) => id === 'chat/response/choices-present')
    expect(rule).toMatchObject({
      seenAt: ['a.jsonl:1', 'b.jsonl:1'],
      findings: [{ exchange: '1' }, { exchange: 'b.jsonl:1' }],
    })
  })
})
