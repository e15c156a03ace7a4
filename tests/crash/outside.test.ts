import { spawnSync } from 'node:child_process'
import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openLines } from '../../src/disk/line-file.ts'
import { writeWhole } from '../../src/disk/write-whole.ts'
import { buildMatrix } from '../../src/history/matrix.ts'
import type { Stages } from '../../src/history/upgrade.ts'
import { judge } from '../../src/library/judge.ts'
import { readRecording, startRecording } from '../../src/recording/recording.ts'
import { openLedger } from '../../src/recording/resume.ts'
import { writeUpgrade } from '../../src/run/compare.ts'
import { claimFolders } from '../../src/run/folders.ts'
import { writeMatrix } from '../../src/run/write-matrix.ts'
import { cli } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { rule } from '../formats/records.ts'
import { runRecord } from '../run-records.ts'
import { upgradeMaterial } from '../upgrade-material.ts'
import { newFolders, out, outside, refused, stayingInside, trap } from './outside-folders.ts'

// Somebody else may have put links into a folder that is written to: they must not lead a writer out of it.
export const RECORDING = new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url).pathname

const { info, exchanges } = readRecording(RECORDING)
const root = mkdtempSync(path.join(tmpdir(), 'conformance-outside-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeEach(() => newFolders(root))

const isFile = (file: string): boolean => lstatSync(file).isFile()
describe('a whole file', () => {
  test.for(['canary', 'folder', 'not-there'] as const)('takes the place of a link to %s', async (to) => {
    const file = trap('report.md', to)
    await stayingInside(() => writeWhole(file, 'new'))
    expect({ own: isFile(file), text: readFileSync(file, 'utf8') }).toEqual({ own: true, text: 'new' })
  })

  test('takes the place of a pipe, and does not wait for its reader', () => {
    const file = path.join(out, 'report.md')
    spawnSync('mkfifo', [file])
    const source = JSON.stringify(new URL('../../src/disk/write-whole.ts', import.meta.url).href)
    const script = `const { writeWhole } = await import(${source}); writeWhole(${JSON.stringify(file)}, 'new')`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 }).status).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('new')
  })

  test('has no draft whose name can be known before', async () => {
    trap('report.md.new', 'canary')
    await stayingInside(() => writeWhole(path.join(out, 'report.md'), 'new'))
  })
})

test.for(['canary', 'folder', 'not-there'] as const)('lines are not added through a link to %s', (to) => {
  const file = trap('calls.jsonl', to)
  return refused(file, () => openLines(file))
})

describe('a recording', () => {
  test('takes the place of links', async () => {
    for (const name of ['recording.json', 'exchanges.jsonl']) trap(name, 'canary')
    await stayingInside(async () => {
      const { write, close } = startRecording(out, info)
      write(exchanges[0] as (typeof exchanges)[0])
      await close()
    })
    expect(readRecording(out).exchanges).toHaveLength(1)
  })

  test.for(['recording.json', 'exchanges.jsonl'])('is not gone on with where its %s is a link', async (name) => {
    const file = path.join(outside, name)
    cpSync(path.join(RECORDING, name), file)
    const other = name === 'recording.json' ? 'exchanges.jsonl' : 'recording.json'
    cpSync(path.join(RECORDING, other), path.join(out, other))
    symlinkSync(file, path.join(out, name))
    await refused(path.join(out, name), () => openLedger(out, info, { resume: true }))
  })

  test('does not grow in a file that has another name elsewhere', async () => {
    const file = path.join(outside, 'exchanges.jsonl')
    cpSync(path.join(RECORDING, 'exchanges.jsonl'), file)
    cpSync(path.join(RECORDING, 'recording.json'), path.join(out, 'recording.json'))
    linkSync(file, path.join(out, 'exchanges.jsonl'))
    await stayingInside(async () => {
      const { write, close } = openLedger(out, info, { resume: true })
      write({ ...(exchanges[0] as (typeof exchanges)[0]), key: 'another' })
      await close()
    })
    expect(readRecording(out).exchanges).toHaveLength(new Set(exchanges.map(({ key }) => key)).size + 1)
  })

  test('that is damaged is kept aside under a name that is free, a dead link being none', async () => {
    const damaged = 'damaged\n{"key":1}\n'
    writeFileSync(path.join(out, 'recording.json'), JSON.stringify(info))
    writeFileSync(path.join(out, 'exchanges.jsonl'), damaged)
    trap('exchanges.damaged-1.jsonl', 'not-there')
    await stayingInside(() => openLedger(out, info, { resume: true }).close())
    expect(readFileSync(path.join(out, 'exchanges.damaged-2.jsonl'), 'utf8')).toBe(damaged)
  })
})

describe('the folders of a run', () => {
  test.for(['target', 'reference'])(
    'are not taken where %s is a link, be it a new run or one that goes on',
    async (name) => {
      const link = trap(name, 'folder')
      for (const resume of [false, true])
        await refused(link, () => claimFolders({ out, record: undefined, resume }, []))
      expect(readdirSync(out)).toEqual([name])
    },
  )

  test('are not taken, and not locked, where a report is a folder', async () => {
    mkdirSync(path.join(out, 'report.md'))
    const claim = (): unknown => claimFolders({ out, record: undefined, resume: false }, [])
    expect(claim).toThrow(/report\.md cannot be written \(EISDIR\)/)
    expect(readdirSync(out)).toEqual(['report.md'])
  })

  test('may be links themselves: that is for the user to say', async () => {
    const [linkedOut, record] = [path.join(outside, '..', 'linked-out'), path.join(outside, '..', 'linked-record')]
    symlinkSync(out, linkedOut)
    mkdirSync(path.join(outside, 'record'))
    symlinkSync(path.join(outside, 'record'), record)
    claimFolders({ out: linkedOut, record, resume: false }, [])()
    expect(readdirSync(out)).toEqual([])
  })

  test('a run takes away the links it finds, and leaves alone what they lead to', async () => {
    const names = ['report.md', 'report.html', 'results.json', 'target/recording.json', 'target/exchanges.jsonl']
    for (const name of [...names, 'results.json.new']) trap(name, 'canary')
    trap('run.lock.over.x', 'folder')
    await stayingInside(async () => {
      const { stderr, code } = await cli([
        '--target',
        RECORDING,
        '--reference',
        'none',
        '--only',
        'models',
        '--out',
        out,
      ])
      expect({ code, stderr }).toMatchObject({ code: 0 })
    })
    expect(names.filter((name) => !isFile(path.join(out, name)))).toEqual([])
  })

  test('a comparison does not ask into a link', async () => {
    const link = trap('1', 'folder')
    await stayingInside(async () => {
      const { stderr, code } = await cli(['compare', RECORDING, RECORDING, '--only', 'models', '--out', out])
      expect(code).toBe(2)
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^ollama-conformance: ${link} is a link`))
    })
  })
})

test('captured traffic is not judged into a link', async () => {
  const link = trap('target', 'folder')
  await refused(link, () => judge(path.join(RECORDING, 'exchanges.jsonl'), { only: ['chat/response'], out }))
})

describe('a matrix', () => {
  const matrix = buildMatrix([runRecord([rule('a/b/c', 'pass')])], { shows: () => true })

  test('takes the place of links', async () => {
    const files = ['matrix.md', 'matrix.json', 'matrix.html'].map((name) => trap(name, 'canary'))
    await stayingInside(() => writeMatrix(matrix, out, ['md', 'json', 'html']))
    expect(files.every(isFile)).toBe(true)
  })

  test.for(['badges', 'badges/ollama-1.0.0'])('has no badges where %s is a link', (name) => {
    const link = trap(name, 'folder')
    return refused(link, () => writeMatrix(matrix, out, ['badge']))
  })
})

test('the reports of a comparison take the place of links', async () => {
  const stages = ['1.0.0', '2.0.0'].map((name) => ({
    name,
    record: runRecord([rule('a/b/c', 'pass')]),
  })) as unknown as Stages
  const files = ['upgrade.json', 'upgrade.md', 'upgrade.html'].map((name) => trap(name, 'canary'))
  await stayingInside(() => writeUpgrade(upgradeMaterial(stages), out))
  expect(files.every(isFile)).toBe(true)
})

test('so do those of an audit', async () => {
  const { url } = await standIn()
  const files = ['audit.json', 'audit.md'].map((name) => trap(name, 'canary'))
  await stayingInside(async () =>
    expect(await cli(['audit', url, '--slow', '1', '--out', out])).toMatchObject({
      stdout: expect.stringContaining('Written to'),
    }),
  )
  expect(files.every(isFile)).toBe(true)
})
