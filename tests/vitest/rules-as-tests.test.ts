import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { lockFolder } from '../../src/disk/lock.ts'
import { folder } from '../cli/command-line.ts'
import { posted, standIn } from '../cli/servers.ts'
import { nested, statuses, testOf } from './nested.ts'

const recording = fileURLToPath(new URL('../../fixtures/recordings/ollama-0.24.0', import.meta.url))
/** The requirement, what was found, who breaks, and how to see it again. */
const FAILURE = /^[^\n]+\n\n- ignored at \$\.\S+: .*Expected .*, got .*\n\nWho breaks: .+\nSource: .+\n\ncurl -sSi '/
const KNOWN = ['stop/string', 'stop/list/ends-before-earliest', 'stop/four', 'stop/never']
const deaf = () => standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })

test('each rule is a test, with its evidence, its reason or its known deviation', async () => {
  const { url: target } = await deaf()
  const dir = folder()
  writeFileSync(
    path.join(dir, 'known.yaml'),
    [
      '- { rule: stop/string/ends-before-it, reason: The gateway drops it. }',
      '- { rule: stop/list/ends-before-earliest, reason: old, expires: 2020-01-01 }',
      '- { rule: stop/string/answered, reason: mended }',
      '- { rule: stop/string/finish-reason, reason: cannot be judged }',
      '- { rule: stop/four/**, reason: Some of these fail. }',
      '- { rule: stop/never/**, reason: mended as well }',
      '- { rule: no/such, reason: gone }',
      '',
    ].join('\n'),
  )
  writeFileSync(path.join(dir, 'mended.yaml'), '- { rule: stop/never/answered, reason: mended }\n')
  writeFileSync(
    path.join(dir, 'limited.yaml'),
    `id: limited
name: Limited
measured: { date: 2026-11-30, by: its tests }
requires: []
degrades: [{ rules: [tools/choice-required/**], limit: it calls no tool }]
`,
  )
  const { status, stdout, files } = await nested(dir, {
    fails: { target, only: ['stop/string'] },
    known: { target, only: KNOWN, known: 'known.yaml' },
    mended: { target, only: ['stop/never/answered'], known: 'mended.yaml' },
    lenient: { target, only: ['stop/never/answered'], known: 'mended.yaml', failOn: 'never' },
    open: { target: recording, only: ['tools/choice-required', 'vision', 'chat/id'] },
    profile: { target: recording, profile: 'limited.yaml', only: ['tools/choice-required'] },
    nobody: { timeout: 5 },
    option: { reference: 'none' },
    typo: { targt: 'x' },
  })
  expect(status).toBe(1)

  expect(statuses(files['fails'])).toEqual({
    'stop/string/answered (must)': 'passed',
    'stop/string/ends-before-it (must)': 'failed',
    'stop/string/finish-reason (must)': 'skipped',
    'could be judged': 'passed',
  })
  const failure = testOf('stop/string/ends-before-it', files['fails'])
  expect(failure?.meta.conformance).toEqual({ id: 'stop/string/ends-before-it', level: 'must', outcome: 'fail' })
  const [message = ''] = failure?.failureMessages ?? []
  expect(message).toMatch(FAILURE)
  expect(message).not.toMatch(/^\s+at /m)
  expect(stdout).not.toMatch(/❯ \S+\.ts:\d+/)

  expect(statuses(files['known'])).toEqual({
    'stop/four/answered (should)': 'passed',
    'stop/four/finish-reason (should)': 'skipped',
    'stop/four/last-one-counts (should)': 'passed',
    'stop/list/ends-before-earliest (must)': 'failed',
    'stop/never/answered (should)': 'passed',
    'stop/never/cuts-nothing (should)': 'skipped',
    'stop/never/still-ends (should)': 'skipped',
    'stop/string/answered (must)': 'failed',
    'stop/string/ends-before-it (must)': 'passed',
    'stop/string/finish-reason (must)': 'skipped',
    'could be judged': 'passed',
    'known deviation stop/list/ends-before-earliest': 'failed',
    'known deviation stop/four/**': 'passed',
    'known deviation stop/never/**': 'failed',
    'known deviation no/such': 'failed',
  })
  expect(stdout).toContain('known deviation: The gateway drops it.')
  for (const title of ['stop/string/answered', 'known deviation stop/never/**']) {
    const [problem] = testOf(title, files['known'])?.failureMessages ?? []
    expect(problem).toMatch(/^\S+ is listed as failing and passes: remove the entry, or narrow/)
  }
  expect(statuses(files['mended'])).toEqual({ 'stop/never/answered (should)': 'failed', 'could be judged': 'passed' })
  expect(statuses(files['lenient'])).toEqual({ 'stop/never/answered (should)': 'passed', 'could be judged': 'passed' })

  expect(testOf('tools/choice-required/call-is-valid', files['open'])?.status).toBe('skipped')
  expect(stdout).toContain('[inconclusive: the model called no tool]')
  expect(stdout).toContain('[skip: no vision model: ')
  expect(testOf('tools/choice-required/forces-a-call', files['open'])?.status).toBe('failed')
  // The client is limited by it and does not break, so it fails no run about that client.
  expect(testOf('tools/choice-required/forces-a-call', files['profile'])?.status).toBe('skipped')
  expect(testOf('chat/id/unique', files['open'])?.status).toBe('skipped')
  expect(stdout).toContain('[fails at level should, which does not fail this run: ')

  for (const name of ['nobody', 'option', 'typo']) expect(files[name]?.assertionResults).toEqual([])
  expect(files['nobody']?.message).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1 cannot be reached \(.*\)\. Start the .*\.$/)
  expect(files['option']?.message).toBe('conformance() has no option reference. Use run() or the command line.')
  expect(files['typo']?.message).toBe('There is no option targt; did you mean target?')
  const written = readdirSync(dir).filter((name) => !/\.test\.ts$|^node_modules$|^\.vite/.test(name))
  expect(written.sort()).toEqual(['known.yaml', 'limited.yaml', 'mended.yaml', 'results.json'])
})

test('an error while the rules are asked is said by one test, and no test passes', async () => {
  const { url: target } = await deaf()
  const dir = folder()
  writeFileSync(path.join(dir, 'known.yaml'), '- { rule: stop/string/**, reason: dropped }\n')
  mkdirSync(path.join(dir, 'out'))
  const release = lockFolder(path.join(dir, 'out'), '--out')
  const only = ['stop/string']
  const { status, files } = await nested(dir, { locked: { target, only, known: 'known.yaml', out: 'out' } }, [
    '--retry=1',
  ])
  release()
  expect(status).toBe(1)
  const ended = files['locked']?.assertionResults ?? []
  expect(ended.map((one) => one.status)).toEqual(['failed', 'skipped', 'skipped', 'skipped', 'skipped'])
  expect(ended[0]?.failureMessages[0]).toMatch(/^--out out is being written to by process \d+/)
})

test('a known deviation counts as an expected failure', async () => {
  const { url: target } = await deaf()
  const dir = folder()
  writeFileSync(path.join(dir, 'known.yaml'), '- { rule: stop/string/ends-before-it, reason: dropped }\n')
  const { status, stdout } = await nested(dir, { known: { target, only: ['stop/string'], known: 'known.yaml' } })
  expect(status).toBe(0)
  expect(stripVTControlCharacters(stdout)).toMatch(/Tests +2 passed \| 1 expected fail \| 1 skipped \(4\)/)
})

test('a filter asks only what the tests that are left need, and tags are set where they are declared', async () => {
  const server = await deaf()
  const dir = folder()
  const tags = ['must', 'should', 'may'].map((name) => ({ name }))
  writeFileSync(path.join(dir, 'vitest.config.ts'), `export default ${JSON.stringify({ test: { tags } })}\n`)
  const calls = { one: { target: server.url, only: ['stop', 'tools'], out: 'kept' } }
  const { files } = await nested(dir, calls, ['-t', 'stop/string/ends-before-it'])
  const run = files['one']?.assertionResults.filter((one) => one.status !== 'skipped') ?? []
  expect(run).toMatchObject([{ title: 'stop/string/ends-before-it (must)', status: 'failed', tags: ['must'] }])
  expect(posted(server)).toBeGreaterThan(0)
  expect(posted(server)).toBeLessThan(5)
  expect(existsSync(path.join(dir, 'kept/results.json'))).toBe(true)
})
