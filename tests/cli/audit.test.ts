import { describe, expect, test } from 'vitest'
import { checks } from '../../src/audit/checks/index.ts'
import { violations } from '../../src/contract/validate.ts'
import {
  absent,
  audited,
  KEY,
  NOTHING,
  ollama,
  type Request,
  serve,
  type Server,
  states,
  strict,
} from './audited-servers.ts'
import { cli, everythingIn, folder } from './command-line.ts'

/** Answers as a proxy does that has a text of its own for what it does not pass. */
const strictInItsWords: Server = (request) => {
  const answer = strict(request)
  return answer === NOTHING ? absent((message) => ({ error: { message } })) : answer
}

describe.concurrent('how a server is exposed', () => {
  test('a strict proxy gives no finding above low, but for what is not encrypted', async () => {
    const { code, audit, report, out } = await audited(await serve(strict), '--public')
    expect(states(audit)).toEqual({
      ...Object.fromEntries(checks.map(({ id }) => [id, 'fine'])),
      'wire/not-encrypted': 'high',
      'wire/certificate': 'not-applicable',
      'wire/old-tls': 'not-applicable',
      'wire/bound-to-all': 'not-applicable',
      'browser/foreign-origin-served': 'not-applicable',
      'browser/host-not-checked': 'not-applicable',
      'browser/local-pages': 'not-applicable',
    })
    expect(code).toBe(1)
    expect(violations('audit', audit)).toEqual([])
    expect(states((await audited(await serve(strictInItsWords), '--public')).audit)).toEqual(states(audit))
    expect(report).toContain('POST /api/pull (no key, {"broken) → 401')
    expect(everythingIn(out)).not.toContain(KEY)
  })

  test('an Ollama on this machine is as it is meant to be, and the same for others is not', async () => {
    const url = await serve(ollama)
    const own = await audited(url)
    expect({ code: own.code, found: states(own.audit) }).toMatchObject({
      code: 0,
      found: {
        'key/not-needed': 'low',
        'native/changes-state': 'medium',
        'native/leaks-state': 'low',
        'native/fingerprint': 'info',
        'browser/local-pages': 'info',
        'wire/not-encrypted': 'not-applicable',
        'browser/any-origin': 'fine',
        'browser/host-not-checked': 'fine',
      },
    })
    const others = await audited(url, '--public')
    expect({ code: others.code, found: states(others.audit) }).toMatchObject({
      code: 1,
      found: {
        'key/not-needed': 'critical',
        'native/changes-state': 'critical',
        'native/leaks-state': 'high',
        'wire/not-encrypted': 'high',
      },
    })
    expect((await audited(url, '--public', '--fail-on', 'never')).code).toBe(0)
  })

  test.for([
    ['an overloaded server', { status: 503, body: { error: { message: 'overloaded' } } }],
    ['a path at which nothing is', NOTHING],
  ] as const)('%s is not called acceptable', async ([, answer]) => {
    const { code, audit, report } = await audited(await serve(() => answer))
    expect({ code, verdict: audit.verdict }).toEqual({ code: 2, verdict: 'could-not-judge' })
    expect(audit.sentence).toMatch(/^Whether the API needs a key could not be judged: .*HTTP (503|404)/)
    expect(report).toMatch(/exposed\? could not be judged/)
    expect(violations('audit', audit)).toEqual([])
    const refusing = await audited(await serve(() => ({ ...answer, status: 401 })))
    expect(refusing).toMatchObject({ code: 0, audit: { verdict: 'acceptable' } })
  })

  test('nobody there is told in one line', async () => {
    expect(await cli(['audit', '127.0.0.1:9', '--out', folder()])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/127\.0\.0\.1:9\/v1 cannot be reached/),
    })
    const plainHttp = (await serve(ollama)).replace('http:', 'https:')
    expect(await cli(['audit', plainHttp, '--out', folder()])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/does not speak TLS\. Is this an http port\? Name http:/),
    })
  })
})

test('nothing that is sent could change a server', async () => {
  const asked: Request[] = []
  const url = await serve((request) => {
    asked.push(request)
    return ollama({ ...request, headers: {} })
  })
  await audited(url, '--public')
  const changing = asked
    .filter(({ path: at }) => /\/api\/(pull|push|create|copy|delete|generate|chat|embed)/.test(at))
    .map(({ method, body }) => (method === 'OPTIONS' ? '' : body))
  expect(changing.length).toBeGreaterThan(5)
  // No server can read what it is asked for.
  expect(changing.filter((body) => body !== '' && body !== '{"broken')).toEqual([])
})
