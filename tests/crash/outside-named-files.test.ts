import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { learn, type LearnOptions } from '../../src/learn/learn.ts'
import { updateKnown } from '../../src/policy/known-file.ts'
import { cli, NOWHERE } from '../cli/command-line.ts'
import { rule } from '../formats/records.ts'
import { newFolders, out, outside, refused, stayingInside, trap } from './outside-folders.ts'
import { RECORDING } from './outside.test.ts'

const root = mkdtempSync(path.join(tmpdir(), 'conformance-outside-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeEach(() => newFolders(root))

describe('what a user names as a file', () => {
  const setup = (options: Partial<LearnOptions>): Parameters<typeof learn>[0] => ({
    env: {},
    ending: { signal: new AbortController().signal },
    note: () => {},
    options: {
      id: 'app',
      upstream: undefined,
      port: 0,
      from: [path.join(RECORDING, 'exchanges.jsonl')],
      command: undefined,
      keepText: false,
      out: path.join(out, 'app.yaml'),
      capture: undefined,
      today: '2026-01-01',
      ...options,
    },
  })

  test.for(['canary', 'not-there'] as const)(
    'is no link to %s for the profile of an app, nor for its calls',
    async (to) => {
      const link = trap('link', to)
      await refused(`--out ${link}`, () => learn(setup({ out: link })))
      await refused(`--capture ${link}`, () => learn(setup({ capture: link })))
    },
  )

  test('has no lock that leads elsewhere', async () => {
    const link = trap('app.yaml.lock', 'not-there')
    await refused(link, () => learn(setup({})))
  })

  test.for(['canary', 'not-there'] as const)('is no link to %s for known deviations', async (to) => {
    const link = trap('known.yaml', to)
    if (to === 'canary') writeFileSync(path.join(outside, to), '[]')
    await refused(`--known ${link}`, () => updateKnown(link, [rule('a/b/c', 'fail')], [], '2026-01-01'))
  })

  test('is looked at before anything is sent', async () => {
    const link = trap('known.yaml', 'not-there')
    await stayingInside(async () => {
      const run = ['--target', `http://${NOWHERE}`, '--out', path.join(out, 'run')]
      const { stderr, code } = await cli([...run, '--known', link, '--update-known'])
      expect(code).toBe(2)
      expect(stderr).toBe(
        `ollama-conformance: --known ${link} is a link, and links are not followed here. Remove it, or name another place.\n`,
      )
    })
  })
})
