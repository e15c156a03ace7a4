import { expect, test } from 'vitest'
import { printable } from './printable.ts'
import { parseJson } from './sse.ts'

const parsed = (text: string): unknown => {
  const one = parseJson(text)
  return one.ok ? one.value : undefined
}

test.for(['{"toString":1}', '{"valueOf":null,"toString":{}}', '{"to\\u0053tring":"x"}', '[{"a":{"toString":[]}}]'])(
  '%s can be printed, and stays what it is',
  (text) => {
    const value = parsed(text) as Record<string, unknown>
    expect(String(value)).toContain('[object Object]')
    expect(Number(value)).toBeNaN()
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)))
    expect(value).toEqual(JSON.parse(text))
  },
)

test('what was parsed elsewhere can be printed as well, also where it refers to itself', () => {
  const value: Record<string, unknown> = { toString: 1 }
  value['self'] = value
  expect(String(printable(value))).toContain('[object Object]')
})
