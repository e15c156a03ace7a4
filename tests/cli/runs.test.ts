import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { cli, folder, outcomes, reported, withOutcome, written, type Reported } from './command-line.ts'
import { chatRequests, standIn, type StandIn } from './servers.ts'

/** What differs between two runs of equal outcome: when, where, and what it took. */
const verdictsOf = ({ rules }: RunRecord): object =>
  rules.map(({ id, outcome, findings, reason }) => ({ id, outcome, findings, reason }))

const exchangeLines = (dir: string): string[] =>
  readFileSync(path.join(dir, 'exchanges.jsonl'), 'utf8').trimEnd().split('\n')

describe('a conforming server, asked everything', () => {
  let server: StandIn
  let run: Reported
  let recording: string

  beforeAll(async () => {
    server = await standIn()
    recording = path.join(folder(), 'recording')
    run = await reported(['--target', server.url, '--reference', server.url, '--record', recording])
  })

  test('conforms: no failure, no error, no difference that matters', () => {
    expect({ fail: withOutcome(run.record, 'fail'), error: withOutcome(run.record, 'error') }).toEqual({
      fail: [],
      error: [],
    })
    expect(run.record.differences.filter(({ severity }) => severity !== 'cosmetic')).toEqual([])
    expect(run.record.summary).toMatchObject({ verdict: 'conforms', exitCode: 0 })
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('CONFORMS')
  })

  test('what is written has the published formats', () => {
    expect(violations('run-record', run.record)).toEqual([])
    for (const dir of [path.join(run.out, 'target'), path.join(run.out, 'reference'), recording]) {
      expect(violations('recording', JSON.parse(readFileSync(path.join(dir, 'recording.json'), 'utf8')))).toEqual([])
      expect(exchangeLines(dir).flatMap((line) => violations('exchange', JSON.parse(line)))).toEqual([])
    }
  })

  test('each distinct request goes once to the target, and twice to the live reference', () => {
    const asked = (dir: string): number => exchangeLines(path.join(run.out, dir)).length
    expect(asked('reference')).toBe(2 * asked('target'))
    expect(
      new Set(exchangeLines(path.join(run.out, 'target')).map((line) => (JSON.parse(line) as { key: string }).key))
        .size,
    ).toBe(asked('target'))
  })

  test('the report opens with the verdict and says who the reference was', () => {
    const [first, , second] = run.report.split('\n')
    expect(first).toMatch(/: CONFORMS$/)
    expect(second).toMatch(/rules judged, none fails\. (All|Of) \d+ known clients /)
    expect(run.report).toMatch(/- Reference: .*asked live with the same requests, twice/)
    expect(run.report).not.toMatch(/## Failures|undefined|\[object Object\]|NaN/)
  })

  test('judged again offline, the folder gives the same record and report', async () => {
    const before = { record: readFileSync(path.join(run.out, 'results.json'), 'utf8'), report: run.report }
    const asked = server.requests.length
    const { code, stderr } = await cli(['judge', run.out])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect({
      record: readFileSync(path.join(run.out, 'results.json'), 'utf8'),
      report: written(run.out).report,
    }).toEqual(before)
    expect(server.requests).toHaveLength(asked)
  })

  test('its recording stands in for it, as target and as reference', async () => {
    const asked = server.requests.length
    const again = await reported(['--target', recording, '--reference', recording])
    expect(verdictsOf(again.record)).toEqual(verdictsOf(run.record))
    expect(again.record.differences).toEqual([])
    expect(again.report).toMatch(/- Reference: a recording of .*No live server was asked/)
    expect(again.code).toBe(0)
    expect(server.requests).toHaveLength(asked)
  })

  /** The recording without the exchanges of a rule. */
  function lacking(rule: string): string {
    const dir = folder()
    cpSync(recording, dir, { recursive: true })
    const keys = run.record.rules.find(({ id }) => id === rule)?.exchanges ?? []
    const left = exchangeLines(dir).filter((line) => !keys.some((key) => line.includes(`"${key}"`)))
    writeFileSync(path.join(dir, 'exchanges.jsonl'), `${left.join('\n')}\n`)
    return dir
  }

  test('a recording that lacks an exchange conforms where the verdict does not depend on it', async () => {
    const dir = lacking('completions/best-of/below-n-refused')
    const { code, record } = await reported(['--target', dir, '--reference', 'none'])
    expect(code).toBe(0)
    expect(record.summary.sentence).toMatch(/none fails; \d+ rules? (has|have) no answer\./)
  })

  test('a recording that lacks an exchange is said to, and the rest is judged', async () => {
    const dir = lacking('stop/list/in-any-order')
    const { code, stdout, record, report } = await reported(['--target', dir, '--reference', 'observed'])
    expect(code).toBe(2)
    expect(stdout.match(/The recording has no answers for \d+ rules/g)).toHaveLength(1)
    expect(report).toMatch(/: COULD NOT JUDGE\n/)
    const unrecorded = record.rules.filter((one) => one.code === 'not-recorded').map(({ id }) => id)
    const whole = outcomes(run.record)
    expect(unrecorded.length).toBeGreaterThan(0)
    expect(withOutcome(record, 'fail')).toEqual([])
    // A rule over all answers may have too few left; apart from that, what can be judged is.
    const kept = record.rules.filter(({ id, outcome }) => outcome === whole[id]).length
    expect(kept).toBeGreaterThan(record.rules.length - unrecorded.length - 10)
  })
})

describe.concurrent('a part of the rules', () => {
  test('a reference of facts is never said to have answered', async () => {
    const { url } = await standIn()
    const { code, report, stdout, record } = await reported([
      '--target',
      url,
      '--reference',
      'observed',
      '--only',
      'stop/string',
    ])
    expect(code).toBe(0)
    expect(record.reference).toMatchObject({ kind: 'observed', baseUrl: null, answeredAt: null })
    for (const text of [report, stdout]) {
      expect(text).toMatch(/No live OpenAI was asked/)
      expect(text).not.toMatch(/asked live/)
    }
  })

  test('only what is selected is sent and judged', async () => {
    const server = await standIn()
    const { record, evidence } = await reported([
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'stop',
      'roles',
      '--skip',
      'stop/string',
      'roles/*/answered',
    ])
    const judged = record.rules.filter(({ code }) => code !== 'not-selected').map(({ id }) => id)
    expect(
      judged.every(
        (id) => /^(stop|roles)\//.test(id) && !id.startsWith('stop/string/') && !/^roles\/.*\/answered$/.test(id),
      ),
    ).toBe(true)
    expect(judged.length).toBeGreaterThan(10)
    expect(record.rules.length).toBe(record.suite.rules)
    expect(evidence).toMatch(/\d+ rules not selected/)
    expect(evidence).toContain('No reference was asked.')
  })

  test('few tokens, few answers: what was not sent is skipped with its reason', async () => {
    const server = await standIn()
    const { code, record } = await reported([
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'stop',
      '--max-tokens-total',
      '40',
    ])
    const unsent = record.rules.filter(({ reason }) => reason?.includes('--max-tokens-total 40'))
    expect(unsent.length).toBeGreaterThan(0)
    expect(unsent.every(({ outcome }) => outcome === 'skip')).toBe(true)
    expect(code).toBe(2)
    expect(record.summary.sentence).toContain('--max-tokens-total')
    expect(chatRequests(server).length).toBeLessThan(10)
  })

  test('what is sampled is sent as often as asked, and told with its agreement', async () => {
    const server = await standIn()
    const { record, evidence } = await reported([
      '--target',
      server.url,
      '--reference',
      server.url,
      '--only',
      'tools/trigger',
      '--samples',
      '3',
    ])
    expect(record.traffic.target.requests).toBe(12)
    expect(record.toolUse).toMatchObject({ called: { of: 12 }, withReference: { f1: 1 } })
    expect(evidence).toContain('## Tool use over all samples')
  })

  test('results.json is written whatever the formats, for `judge` starts from it', async () => {
    const { url } = await standIn()
    const out = folder()
    expect(
      (await cli(['--target', url, '--reference', 'none', '--only', 'models', '--format', 'json', '--out', out]))
        .stdout,
    ).toContain('results.json')
    expect(() => written(out)).toThrow(/report\.md/)
  })
})
