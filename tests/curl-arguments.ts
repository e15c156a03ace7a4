import { expect } from 'vitest'
import type { Request } from './recorded-request.ts'

/** Each option with its value, as curl reads them. */
const valuesOf = (args: string[], option: string): string[] =>
  args.flatMap((arg, at) => (arg === option ? [args[at + 1] ?? ''] : []))

/** What curl was called with, held against what was recorded. */
export function expectSame({ method, headers, body, padding = 0 }: Request, args: string[], stdin: string): void {
  const [flags = '', url = ''] = args
  expect(flags).toBe(/[[\]{}]/.test(url) ? '-sSig' : '-sSi')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9\//)
  expect(valuesOf(args, '--data-raw')[0] ?? stdin).toBe(' '.repeat(padding) + body)
  expect(valuesOf(args, '-H')).toEqual(
    headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`)),
  )
  expect(valuesOf(args, '-X')).toEqual(method === 'POST' ? [] : [method])
  expect(args).toHaveLength(2 + 2 * (headers.length + 1 + (method === 'POST' ? 0 : 1)))
}
