import { expect, test } from 'vitest'
import { tellingLine } from './evidence.ts'

const told = (said: string, keepText = false): string => tellingLine(said, { keepText, secrets: ['hunter2hunter2'] })

test.for([
  [
    "file:///home/ann/app.mjs:3\n  text.length\n\nTypeError: Cannot read properties of null (reading 'length')\n    at main (/home/ann/app.mjs:3:7)\n\nNode.js v24.1.0\n",
    "TypeError: Cannot read properties of null (reading 'length')",
  ],
  [
    'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in <module>\nKeyError: \'choices\'\n',
    "KeyError: 'choices'",
  ],
  [
    '2 passed\nexpected "Dear Ann Smith" to be "Dear Bob"\nnpm ERR! code 1',
    'expected "xxxx xxx xxxxx" to be "xxxx xxx"',
  ],
  ['\u001b[31mError: no call_a1b2c3 at http://127.0.0.1:4567/v1\u001b[39m', 'Error: no an id at the server/v1'],
  ['Error: cannot read /home/ann/secret/app.json', 'Error: cannot read a path'],
  ['Error: hunter2hunter2 was refused', 'Error: [redacted] was refused'],
  ['done\n', 'done'],
  ['', ''],
] as const)('%j is told as %j', ([said, line]) => {
  expect(told(said)).toBe(line)
})

test('texts are kept where that is asked for, and long lines are not', () => {
  expect(told('Error: "Dear Ann" is wrong', true)).toBe('Error: "Dear Ann" is wrong')
  expect(told(`Error: ${'a '.repeat(400)}`).length).toBeLessThan(210)
})
