import { raw } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Letters that come out the same each time and are nobody's key. Two of the first eight are digits, as in most that are made at random. */
export function some(seed: number, length: number): string {
  let state = seed + 7919
  return Array.from({ length }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return at === 3 || at === 6 ? String((state >>> 8) % 10) : LETTERS[(state >>> 8) % LETTERS.length]
  }).join('')
}

/** An answer that breaks rules, so that reports show it with its request. */
export const UNFINISHED = '{"object":"chat.completion"}'

/** A body of a request or an answer that an app could send, with room for one more field. */
const request = (more: object): string =>
  JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'Hi' }], ...more })

export const asks = (more: object): Exchange => {
  const one = raw([UNFINISHED])
  one.request.body = request(more)
  return one
}

export const sends = (body: string, type: string): Exchange => {
  const one = raw([UNFINISHED])
  one.request.body = body
  one.request.headers.push(['content-type', type])
  return one
}

/** Places of secrets, each with one of its own. */
export type Places = Record<string, [secret: string, at: (secret: string) => Exchange]>
