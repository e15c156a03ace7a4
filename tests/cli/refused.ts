import path from 'node:path'
import { expect } from 'vitest'
import { cli, folder } from './command-line.ts'

/** Bad input is one line that says what to do, on stderr, and exit code 2. */
export async function refused(args: string[], says: RegExp, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await cli(args, env)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/^\s+at |node:internal|undefined|\[object/m)
  expect(stdout).toBe('')
  expect(code).toBe(2)
  return stderr
}

export const run = (target: string, ...more: string[]): string[] => [
  '--target',
  target,
  '--reference',
  'none',
  '--out',
  path.join(folder(), 'out'),
  ...more,
]
