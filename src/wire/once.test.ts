import { expect, test } from 'vitest'
import { raw } from '../suite/example.ts'
import { observe } from './observe.ts'
import { once } from './once.ts'

test('something is read of an answer once, also where other answers are read between', () => {
  const read: string[] = []
  const length = once(({ text }) => {
    read.push(text)
    return text.length
  })
  const kind = once(({ text }) => typeof text)
  const [one, other] = ['1', '22'].map((text) => observe(raw([text])))
  expect([one, other, one, other].map((answer) => answer && [length(answer), kind(answer)])).toEqual([
    [1, 'string'],
    [2, 'string'],
    [1, 'string'],
    [2, 'string'],
  ])
  expect(read).toEqual(['1', '22'])
})

test('that there is nothing is read once as well', () => {
  let times = 0
  const nothing = once(() => {
    times += 1
    return undefined
  })
  const answer = observe(raw(['{}']))
  expect([nothing(answer), nothing(answer), times]).toEqual([undefined, undefined, 1])
})
