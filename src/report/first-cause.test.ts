import { expect, test } from 'vitest'
import { found, recordOf, rule } from '../../tests/formats/records.ts'
import { firstCause } from './first-cause.ts'

const fails = (id: string): ReturnType<typeof rule> =>
  rule(id, 'fail', { level: 'must', findings: [found('it is not so')] })

test('the causes that count are counted, and the first is named', () => {
  const stop = fails('stop/string/ends')
  expect(firstCause(recordOf([stop]))).toBe('1 cause: stop/string/ends: it is not so.')
  expect(firstCause(recordOf([stop, fails('chat/id/there')]))).toBe('2 causes, first: chat/id/there: it is not so.')
})

test('where nothing counts, there is no cause to act on', () => {
  expect(firstCause(recordOf([rule('a/b/c', 'fail', { level: 'may' })]))).toBe('')
  expect(firstCause(recordOf([rule('a/b/c', 'pass')]))).toBe('')
})
