import { expect, test } from 'vitest'
import { roundRobin } from './round-robin.ts'

test('one task at a time, the sides in turn, and what is left over runs as well', async () => {
  const [first, second] = roundRobin(2)
  const said: string[] = []
  let running = 0
  const task = (name: string) => async () => {
    running += 1
    expect(running).toBe(1)
    await Promise.resolve()
    running -= 1
    said.push(name)
  }
  await Promise.all([
    ...['a1', 'a2', 'a3', 'a4'].map((name) => first?.(task(name))),
    ...['b1', 'b2'].map((name) => second?.(task(name))),
  ])
  expect(said).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4'])
})

test('a task that fails fails its own caller, and the next one runs', async () => {
  const [only] = roundRobin(1)
  const broken = only?.(() => Promise.reject(new Error('broken')))
  const whole = only?.(() => Promise.resolve('whole'))
  await expect(broken).rejects.toThrow('broken')
  await expect(whole).resolves.toBe('whole')
})
