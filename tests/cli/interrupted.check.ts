import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, start, withOutcome, written, type Reported } from './command-line.ts'
import { isHonest } from './honest.ts'
import { chatRequests, httpServer, standIn, type StandIn } from './servers.ts'
import { until } from './until.ts'

const RULES_ONLY = ['--reference', 'none']

describe.concurrent('Ctrl-C', () => {
  async function interrupted(
    server: StandIn,
    args: string[],
    after: number,
    signal: NodeJS.Signals = 'SIGINT',
  ): Promise<Reported> {
    const out = folder()
    const running = start(['--target', server.url, ...RULES_ONLY, ...args, '--out', out])
    await until(() => chatRequests(server).length > after)
    running.child.kill(signal)
    return { ...(await running.ended), ...written(out) }
  }

  test('in the middle of a run leaves the report of what was measured, and it can be judged again', async () => {
    const server = await standIn({ pace: 0.5 })
    const run = await interrupted(server, ['--only', 'stop'], 6)
    expect(run.stderr).toContain('Interrupted')
    expect(run.code).toBe(2)
    expect(run.record.options.interrupted).toBe(true)
    expect(run.record.summary.sentence).toMatch(/^Interrupted\. \d+ rules judged, none fails/)
    expect(withOutcome(run.record, 'pass').length).toBeGreaterThan(2)
    const open = run.record.rules.filter(({ outcome, code }) => outcome === 'skip' && code !== 'not-selected')
    expect(open.length).toBeGreaterThan(5)
    expect(open.every(({ reason }) => /interrupted|stopped/.test(reason ?? ''))).toBe(true)
    expect(withOutcome(run.record, 'error')).toEqual([])
    isHonest(run)
    expect((await cli(['judge', run.out])).code).toBe(run.code)
    const { code: _code, stdout: _stdout, stderr: _stderr, ...reported } = run
    expect(written(run.out)).toEqual(reported)
    const lines = readFileSync(path.join(run.out, 'target', 'exchanges.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines.flatMap((line) => violations('exchange', JSON.parse(line)))).toEqual([])
  })

  test('after a failure was found exits 1', async () => {
    const server = await standIn({ pace: 0.5, hooks: { request: ({ stop: _stop, ...body }) => body } })
    const run = await interrupted(server, ['--only', 'stop'], 8, 'SIGTERM')
    expect(run.code).toBe(1)
    expect(run.report).toMatch(/and the run was interrupted/)
    isHonest(run)
  })

  test('while the answers are judged changes nothing', async () => {
    const server = await standIn()
    const out = folder()
    const running = start(['--target', server.url, ...RULES_ONLY, '--only', 'chat', '--out', out])
    await until(() => running.stderr().includes('Judging the answers'))
    process.kill(-(running.child.pid ?? 0), 'SIGINT')
    const run = { ...(await running.ended), ...written(out) }
    expect(run.code).toBe(0)
    expect(run.record.options.interrupted).toBe(false)
  })

  test('before anything was measured is one line', async () => {
    const asked = Promise.withResolvers<void>()
    const url = await httpServer(() => {
      asked.resolve()
    })
    const running = start(['--target', url, ...RULES_ONLY, '--out', folder()])
    await asked.promise
    running.child.kill('SIGINT')
    const { code, stderr } = await running.ended
    expect(stderr).toMatch(/Interrupted before anything was measured/)
    expect(stderr).not.toMatch(/^\s+at /m)
    expect(code).toBe(2)
  })

  test('leaves a run that --resume goes on with, and asks again what was cut off', async () => {
    const server = await standIn({ pace: 0.5 })
    const out = folder()
    const running = start(['--target', server.url, ...RULES_ONLY, '--only', 'stop', '--out', out])
    await until(() => chatRequests(server).length > 6)
    running.child.kill('SIGINT')
    expect((await running.ended).stderr).toContain('Interrupted')
    const answered = written(out).record.traffic.target.requests
    const asked = chatRequests(server).length
    const { code } = await cli(['--target', server.url, ...RULES_ONLY, '--only', 'stop', '--out', out, '--resume'])
    const { record } = written(out)
    expect({ code, interrupted: record.options.interrupted }).toEqual({ code: 0, interrupted: false })
    expect(record.rules.filter(({ outcome, code }) => outcome === 'skip' && code !== 'not-selected')).toEqual([])
    expect(chatRequests(server).length - asked).toBe(record.traffic.target.requests - answered)
  })
})
