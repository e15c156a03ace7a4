import { expect, test } from 'vitest'
import { recordOf, rule } from '../../tests/formats/records.ts'
import { exchange } from '../../tests/recorded-request.ts'
import { observe } from '../wire/observe.ts'
import { renderEvidence } from './evidence-file.ts'
import type { Evidence } from './evidence.ts'

const evidence = (body: string): Evidence => new Map([['k', observe(exchange({ body }))]])
const failing = (count: number) =>
  recordOf(Array.from({ length: count }, (_, at) => rule(`chat/topic/rule-${at}`, 'fail', { exchanges: ['k'] })))

test('each link of the contents, and each rule, has its anchor', () => {
  const text = renderEvidence(failing(2), evidence('{"model":"m"}'))
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
  expect(links).toContain('failures')
  for (const anchor of [...links, 'rule-chat/topic/rule-0', 'rule-chat/topic/rule-1'])
    expect(text.match(new RegExp(`<a id="${anchor}"></a>`, 'g'))).toHaveLength(1)
  expect(text).toContain(`--data-raw '{"model":"m"}'`)
})

test('a part without content has no line in the contents', () => {
  expect(renderEvidence(recordOf([rule('chat/id/unique', 'pass')]), new Map())).not.toContain('(#failures)')
})

test('is cut where GitHub would no longer show it, says so, and keeps the most important', () => {
  const whole = renderEvidence(failing(50), evidence('x'.repeat(1000)))
  expect(whole).not.toContain('left out here')
  const cut = renderEvidence(failing(200), evidence('x'.repeat(20_000)))
  expect(Buffer.byteLength(cut)).toBeLessThan(512 * 1024)
  const shown = cut.match(/<a id="rule-/g)?.length ?? 0
  expect(shown).toBeGreaterThan(10)
  expect(cut).toContain(`**${200 - shown} failures left out here**`)
  expect(cut).toContain('`results.json` has them all')
})

test('is cut also where other sections are long', () => {
  const record = recordOf(
    Array.from({ length: 3000 }, (_, at) =>
      rule(`chat/topic/rule-${at}`, 'error', { reason: `${at} ${'y'.repeat(590)}` }),
    ),
  )
  expect(Buffer.byteLength(renderEvidence(record, new Map()))).toBeLessThan(512 * 1024)
})
