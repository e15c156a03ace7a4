import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Failure } from '../failure.ts'
import { readYaml } from './read-yaml.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'read-yaml-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (text: string): unknown => {
  const file = path.join(folder, 'some.yaml')
  writeFileSync(file, text)
  return readYaml({ file, code: 'X', what: 'The file' })
}

test('what YAML says is read', () => expect(read('a: &x [1]\nb: *x')).toEqual({ a: [1], b: [1] }))

test.for([
  ['an alias that leads nowhere', 'a: *none', /Unresolved alias/],
  ['a list that is its own element', 'a: &a [*a]', /contains itself/],
  [
    'aliases that multiply',
    [
      'a: &a [1,1,1,1,1,1,1,1]',
      ...'bcdefg'.split('').map((name, at) => `${name}: &${name} [${Array(8).fill(`*${'abcdef'[at]}`).join()}]`),
    ].join('\n'),
    /alias count/,
  ],
  ['what is no YAML', 'a: [', /is not YAML/],
] as const)('%s is told in one line', ([, text, says]) => {
  expect(() => read(text)).toThrow(Failure)
  expect(() => read(text)).toThrow(says)
})
