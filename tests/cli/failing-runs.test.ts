import { describe, expect, test } from 'vitest'
import { reported, withOutcome } from './command-line.ts'
import { standIn, type StandIn } from './servers.ts'

/** Ignores `stop`, and answers plain requests without an id. */
const faulty = (): Promise<StandIn> =>
  standIn({
    hooks: {
      request: ({ stop: _stop, ...body }) => body,
      completion: ({ id: _id, ...body }) => body,
    },
  })

describe.concurrent('a server with faults', () => {
  test('each failure comes with its requirement, its evidence and a curl that shows it again', async () => {
    const server = await faulty()
    const run = await reported(['--target', server.url, '--reference', 'observed', '--only', 'stop', 'chat/response'])
    expect(run.code).toBe(1)
    expect(run.record.summary.verdict).toBe('does-not-conform')
    expect(run.record.summary.ignored.length).toBeGreaterThan(0)
    expect(run.report.split('\n')[0]).toMatch(/: DOES NOT CONFORM$/)
    const failed = withOutcome(run.record, 'fail')
    const sections = run.evidence
      .split(/^### /m)
      .slice(1)
      .filter((section) => failed.some((id) => section.startsWith(`\`${id}\``)))
    expect(sections).toHaveLength(failed.length)
    for (const section of sections) {
      expect(section).toContain(`curl -sS`)
      expect(section).toContain(`'${server.url}/v1/chat/completions'`)
      expect(section).toMatch(/Source: .*<https:\/\//)
      expect(section).toMatch(/HTTP\/1\.1 200/)
    }
    expect(run.record.differences.some(({ path: at, kind }) => at === '$.id' && kind === 'missing')).toBe(true)
  })

  test('`--fail-on never` reports the same and exits 0', async () => {
    const server = await faulty()
    const run = await reported(['--target', server.url, '--reference', 'none', '--only', 'stop', '--fail-on', 'never'])
    expect(run.code).toBe(0)
    expect(withOutcome(run.record, 'fail').length).toBeGreaterThan(0)
    expect(run.record.summary.verdict).toBe('does-not-conform')
    expect(run.report.split('\n')[0]).toMatch(/: DOES NOT CONFORM$/)
  })

  test('`--fail-on should` counts also a rule that `must` leaves alone', async () => {
    const wrong = await standIn({
      hooks: {
        response: (reply) => ({
          ...reply,
          chunks: reply.chunks.map((chunk) => ({
            ...chunk,
            bytes: String(chunk.bytes).replace(/"created":\d+/, '"created":5'),
          })),
        }),
      },
    })
    expect(
      (await reported(['--target', wrong.url, '--reference', 'none', '--only', 'chat/created', '--fail-on', 'should']))
        .code,
    ).toBe(1)
  })
})
