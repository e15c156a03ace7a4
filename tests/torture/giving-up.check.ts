import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, reported, withOutcome, written, type Reported } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { caseNamed } from './cases/catalogue.ts'
import { friendly, isDiscovery } from './friendly.ts'
import type { AskedOf } from './hostile-case.ts'
import { tortureServer, type TortureServer } from './torture-server.ts'

/** A server that answers well as long as `asLongAs` holds, and is hostile then. */
async function turning(name: string, asLongAs: (request: AskedOf, at: number) => boolean): Promise<TortureServer> {
  const server = await tortureServer(caseNamed(name), friendly((await standIn()).url, asLongAs))
  whenDone(server.stop)
  return server
}

function isWhole({ code, stderr, record }: Reported): void {
  expect(stderr).not.toMatch(/^\s+at |Error:|node:internal/m)
  expect(violations('run-record', record)).toEqual([])
  expect(record.summary.verdict).not.toBe('conforms')
  expect(code).toBe(record.summary.exitCode)
}

describe.concurrent('a server that stops answering', () => {
  test('is given up early, and the whole plan is open', async () => {
    const server = await turning('never answers', isDiscovery)
    const run = await reported(['--target', server.url, '--reference', 'observed', '--timeout', '1'])
    isWhole(run)
    expect(run.code).toBe(2)
    expect(withOutcome(run.record, 'pass')).toEqual([])
    expect(withOutcome(run.record, 'fail')).toEqual([])
    expect(server.asked.filter((request) => !isDiscovery(request)).length).toBeLessThan(12)
    expect(run.record.traffic.target.requests).toBeLessThan(12)
    expect(run.stderr).toMatch(/requests in a row had no answer \(DEADLINE/)
    expect(run.record.summary.sentence).toMatch(/could be judged|stopped answering/)
    expect(run.report).toMatch(/requests in a row had no answer/)
  })

  test('in the middle of a run keeps what was measured, says so, and resumes', async () => {
    let isBack = false
    const server = await turning('reset on the request', (request, at) => at <= 40 || isBack || isDiscovery(request))
    const out = folder()
    const args = [
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'stop',
      'chat',
      'streaming/done',
      '--out',
      out,
    ]
    const run = { ...(await cli(args)), ...written(out) }
    isWhole(run)
    const passed = withOutcome(run.record, 'pass')
    expect(passed.length).toBeGreaterThan(0)
    expect(run.record.summary.sentence).toMatch(
      /The server stopped answering, so \d+ rules are open: not sent: \d+ requests in a row had no answer \(ECONNRESET/,
    )
    expect(run.record.rules.filter(({ code }) => code === 'given-up').every(({ outcome }) => outcome === 'error')).toBe(
      true,
    )
    const again = await cli(['judge', out])
    expect(again.code).toBe(run.code)
    expect(written(out).record).toEqual(run.record)
    // It comes back: only what is missing is asked.
    const { length: before } = server.asked
    isBack = true
    const resumed = { ...(await cli([...args, '--resume'])), ...written(out) }
    expect(resumed.code).toBe(0)
    expect(server.asked.slice(before).filter((request) => !isDiscovery(request)).length).toBeLessThan(before)
    expect(withOutcome(resumed.record, 'error')).toEqual([])
    expect(withOutcome(resumed.record, 'pass')).toEqual(expect.arrayContaining(passed))
  })
})

test('a server that is slow but answers is asked to the end', async () => {
  // Every fourth answer comes, the others are too late: somebody is there.
  const server = await turning('never answers', (request, at) => isDiscovery(request) || at % 4 === 0)
  const run = await reported([
    '--target',
    server.url,
    '--reference',
    'none',
    '--timeout',
    '1',
    '--only',
    'stop/string',
    'stop/list',
    'stop/four',
    'chat/id',
    'chat/model',
  ])
  expect(run.record.rules.filter(({ code }) => code === 'given-up')).toEqual([])
  expect(run.stderr).not.toMatch(/in a row/)
  isWhole(run)
})
