import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { violations } from '../../src/contract/validate.ts'
import { learn } from '../../src/learn/learn.ts'
import { noteExchange, noUsage } from '../../src/learn/usage.ts'
import { judgeStored } from '../../src/library/judge.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { FORMATS } from '../../src/record/formats.ts'
import { rendered } from '../../src/run/reports.ts'
import { decodedBody } from '../../src/wire/decode.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'
import { everythingIn, folder } from '../cli/command-line.ts'
import { INVENTED } from './invented.ts'
import { tracesOf } from './traces.ts'

const bodyOf = (exchange: Exchange): string =>
  Buffer.concat(decodedBody(exchange).pieces.map(({ bytes }) => bytes)).toString('utf8')
/** What the events of a stream spell out, of its first text. */
const spelled = (body: string): string =>
  [...body.matchAll(/^data: (?!.*"index":1,).*"(?:content|arguments|delta)":"((?:[^"\\]|\\.)*)"/gm)]
    .map(([, said = '']) => said)
    .join('')
const all = (exchange: Exchange): string =>
  [JSON.stringify(exchange), bodyOf(exchange), spelled(bodyOf(exchange))].join('\n')
const withoutSecrets = (exchange: Exchange): Exchange => capturedRedactor()(exchange)

test('there are secrets in many places, and each can be seen there', () => {
  expect(INVENTED.length).toBeGreaterThanOrEqual(100)
  expect(new Set(INVENTED.map(({ secret }) => secret)).size).toBe(INVENTED.length)
  for (const { place, secret, exchange } of INVENTED)
    expect({ place, traces: tracesOf(all(exchange), secret).length > 0 }).toEqual({ place, traces: true })
})

describe('nothing is left of', () => {
  test.for(INVENTED)('$place', ({ secret, exchange }) => {
    const redacted = withoutSecrets(exchange)
    expect(tracesOf(all(redacted), secret)).toEqual([])
    expect(violations('exchange', redacted)).toEqual([])
    // Borders between packets are evidence.
    expect(redacted.response?.chunks).toHaveLength(exchange.response?.chunks.length ?? 0)
    expect(withoutSecrets(redacted)).toEqual(redacted)
  })
})

describe('a probe of a learned profile has none of them', () => {
  const probesOf = (exchange: Exchange, keepText: boolean): string => {
    const usage = noUsage()
    noteExchange(usage, exchange, keepText)
    return JSON.stringify([...usage.probes.values()])
  }

  test.for([false, true])('with texts kept: %s', (keepText) => {
    for (const { place, secret, exchange } of INVENTED) {
      expect({ place, traces: tracesOf(probesOf(withoutSecrets(exchange), keepText), secret) }).toEqual({
        place,
        traces: [],
      })
      // It does not rest on what the capture has masked before.
      expect({ place, traces: tracesOf(probesOf(exchange, keepText), secret) }).toEqual({ place, traces: [] })
    }
  })
})

/** A file as a logger writes it. */
function captured(exchanges: readonly Exchange[]): string {
  const file = path.join(folder(), 'calls.jsonl')
  writeFileSync(file, exchanges.map((exchange) => JSON.stringify(exchange)).join('\n'))
  return file
}

/** What somebody reads in a file who looks for secrets. */
const seenIn = (text: string): string[] =>
  INVENTED.filter(({ secret }) =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].some((form) => text.includes(form)),
  ).map(({ place }) => place)

test('no report of any format has one of them', async () => {
  // A finding shows three answers at most, so there are several captures.
  for (let from = 0; from < INVENTED.length; from += 40) {
    const out = folder()
    const material = await judgeStored(captured(INVENTED.slice(from, from + 40).map(({ exchange }) => exchange)), {
      out,
      formats: [...FORMATS],
    })
    expect(material.record.summary.exitCode).toBe(1)
    expect(everythingIn(out)).toContain('[redacted]')
    const printed = [
      ...(await rendered(material, FORMATS, 'console')),
      ...(await rendered(material, FORMATS, 'job-summary')),
    ]
    expect(seenIn(everythingIn(out) + printed.map(({ text }) => text).join('\n'))).toEqual([])
  }
})

test('neither has what `learn` writes', async () => {
  const dir = folder()
  const options = {
    id: 'shop',
    upstream: undefined,
    port: 0,
    command: undefined,
    keepText: true,
    today: '2026-10-01',
  }
  const file = captured(INVENTED.map(({ exchange }) => exchange))
  await learn({
    env: {},
    ending: { signal: new AbortController().signal },
    note: () => {},
    options: { ...options, from: [file], out: path.join(dir, 'shop.yaml'), capture: path.join(dir, 'kept.jsonl') },
  })
  const profile = parse(readFileSync(path.join(dir, 'shop.yaml'), 'utf8')) as Profile
  expect(violations('profile', profile)).toEqual([])
  expect(profile.probes?.length).toBeGreaterThan(5)
  expect(seenIn(everythingIn(dir))).toEqual([])
})
