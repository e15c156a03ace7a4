import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { isObject } from '../../src/json.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { redactedOne } from '../../src/recording/capture.ts'
import { entriesExchanges } from '../../src/recording/har.ts'
import { recordExchanges } from '../../src/recording/row.ts'
import { CapturedCalls } from '../../src/run/captured-calls.ts'
import { parseJson } from '../../src/wire/parse-json.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'
import { hostileJson } from './hostile-json.ts'
import { holds, PATIENCE } from './runs.ts'

const rules = (await loadSuites()).flatMap(rulesOf)
const captures = new URL('../../fixtures/captures/', import.meta.url)
const lines = (name: string): unknown[] =>
  readFileSync(new URL(name, captures), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
const records = ['litellm.jsonl', 'langfuse.jsonl', 'otlp.jsonl', 'litellm-wrong.jsonl', 'otlp-wrong.jsonl'].flatMap(
  lines,
)
const har = JSON.parse(readFileSync(new URL('mitmproxy.har', captures), 'utf8')) as { log: { entries: unknown[] } }

/** The value with another at one of its places, which the number picks. */
function replaced(value: unknown, place: number, by: unknown): unknown {
  const places: [holder: Record<string, unknown>, key: string][] = []
  const copy = structuredClone(value)
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    for (const [key, inner] of Object.entries(one)) {
      places.push([one as Record<string, unknown>, key])
      walk(inner)
    }
  }
  walk(copy)
  const chosen = places[place % places.length]
  if (chosen) chosen[0][chosen[1]] = by
  return copy
}

test('any value at any place of a log is judged, left out, or refused in one line', { timeout: PATIENCE }, () => {
  const place = { file: 'a', where: 'a:1', name: '1' }
  const redact = capturedRedactor()
  const some = fc.record({ record: fc.constantFrom(...records, ...har.log.entries), at: fc.nat(), by: hostileJson })
  holds(
    150,
    fc.property(some, ({ record, at, by }) => {
      // As it comes from a file.
      const read = parseJson(JSON.stringify(replaced(record, at, by)))
      if (!read.ok) return
      const calls = new CapturedCalls(rules, '.')
      try {
        const isEntry = isObject(record) && 'timings' in record
        for (const one of isEntry ? entriesExchanges([read.value], 'a') : recordExchanges(read.value, place))
          calls.add(redactedOne(one, redact))
      } catch (cause) {
        expect(cause).toBeInstanceOf(Failure)
      }
    }),
  )
})
