import { expect, test } from 'vitest'
import { evidence } from './evidence.ts'

test('an error is told in one line, short and without ids', () => {
  const threw = `TypeError: no call call_LTmBAk9woJDQ8DGX\n  at 127.0.0.1:4242 ${'x'.repeat(200)}`
  const line = evidence('tools', { threw }, { gave: null })
  expect(line).toMatch(/^tools: TypeError: no call call_… at the server xx+…$/)
  expect(line).toHaveLength(120)
})

test.each([
  [null, [59, 6, 65], 'gave null instead of [59,6,65]'],
  [[59, 0], [59, 6], '[1] gave 0 instead of 6'],
  [
    { calls: [{ input: { city: 'MADRID' } }] },
    { calls: [{ input: { city: 'Madrid' } }] },
    'calls[0].input.city gave "MADRID" instead of "Madrid"',
  ],
  ['one two three four fiv', 'one two three four five', 'gave "…ree four fiv" instead of "…ree four five"'],
  [
    [Array.from({ length: 40 }, () => 0.5)],
    [Array.from({ length: 20 }, () => 0.5)],
    '[0] gave a list of 40 instead of a list of 20',
  ],
  [[], ['get_weather'], 'gave [] instead of ["get_weather"]'],
])('%j instead of %j', (gave, expected, told) => {
  expect(evidence('usage', { gave }, { gave: expected })).toBe(`usage: ${told}`)
})

test('what hangs says so', () => {
  expect(evidence('stream', { hung: true }, { gave: 'text' })).toBe('stream: no end in time')
})
