import { expect, test } from 'vitest'
import { beginsObject } from './structured.ts'

const WHOLE = '{"a": [1, {"b\\"}": "x]{", "c": true}], "d": null, "e": -2.5e1, "f": false, "g": {}}'

test('every beginning of an object is one', () => {
  const cut = Array.from({ length: WHOLE.length - 1 }, (_, at) => WHOLE.slice(0, at + 1))
  // A number or an escape may be cut where no end of ours fits: rare, and then nothing is claimed.
  expect(cut.filter((one) => !beginsObject(one) && !/[-.eE\\]$/.test(one))).toEqual([])
})

test.each(['', 'sun', '```json\n{', '[{"a":', '{a: 1', '{"a" 1', "{'a'", '{"a":1}}', '{"a":1} and', '{"a":tre'])(
  '%j is not JSON',
  (text) => expect(beginsObject(text)).toBe(false),
)

test('a text of nothing but beginnings is read once', () => {
  expect(beginsObject('{"a":['.repeat(200_000))).toBe(false)
})
