import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openLines } from '../src/disk/line-file.ts'
import { lockFolder } from '../src/disk/lock.ts'
import { readRuns } from '../src/history/read-runs.ts'
import { readKnown, updateKnown } from '../src/policy/known-file.ts'
import { namedPreset } from '../src/policy/preset-file.ts'
import { namedProfiles, readProfile } from '../src/policy/profile-file.ts'
import { readRecord } from '../src/record/read-record.ts'
import {
  isRecording,
  readExchanges,
  readRecording,
  startRecording,
  type RecordingInfo,
} from '../src/recording/recording.ts'
import { claimFolders } from '../src/run/folders.ts'
import { readShard } from '../src/run/shard-run.ts'
import { bundledRecording } from '../src/server/sides.ts'
import { captured, refused } from './refused-files.ts'
import { runRecord } from './run-records.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'hostile-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let number = 0

/** A place that nothing else uses, below a folder of its own. */
function place(name: string): string {
  const file = path.join(folder, String((number += 1)), name)
  mkdirSync(path.dirname(file), { recursive: true })
  return file
}

function written(name: string, content: string): string {
  const file = place(name)
  writeFileSync(file, content)
  return file
}

const info = JSON.parse(readFileSync(path.join(bundledRecording(), 'recording.json'), 'utf8')) as RecordingInfo

function recording(exchanges: string, changes: Partial<RecordingInfo> = {}): string {
  const file = written('recording/recording.json', JSON.stringify({ ...info, ...changes }))
  writeFileSync(path.join(path.dirname(file), 'exchanges.jsonl'), exchanges)
  return path.dirname(file)
}

/** Everything that somebody names, or that is in a folder that somebody names. */
const READ: [string, string, (file: string) => unknown][] = [
  ['a HAR file', 'x.har', captured],
  ['JSONL', 'x.jsonl', captured],
  ['packed JSONL', 'x.jsonl.gz', captured],
  ['a recording', 'recording.json', (file) => readRecording(path.dirname(file))],
  ['a recording as a capture', 'recording.json', (file) => captured(path.dirname(file))],
  ['a run', 'results.json', readRecord],
  ['a run of a matrix', 'results.json', (file) => [...readRuns([path.dirname(file)])]],
  ['a shard', 'results.json', (file) => readShard(path.dirname(file))],
  ['known deviations', 'known.yaml', readKnown],
  ['known deviations that are brought up to date', 'known.yaml', (file) => updateKnown(file, [], [], '2026-01-01')],
  ['a profile', 'profile.yaml', readProfile],
  ['a preset', 'preset.yaml', (file) => namedPreset(file, '--target')],
  ['a lock', 'run.lock', (file) => lockFolder(path.dirname(file), '--out')],
]

describe.skipIf(process.platform === 'win32').each(READ)('%s', (_, name, read) => {
  test('that is a pipe', async () => {
    const file = place(name)
    execFileSync('mkfifo', [file])
    await refused(() => read(file), file, /is a pipe, (not|but must be) a file/)
  })

  test('that is a device', async () => {
    const file = place(name)
    symlinkSync('/dev/zero', file)
    await refused(() => read(file), file, /is a device, not a file|is a link, and links are not followed here/)
  })

  test('that has no end', async () => {
    const file = written(name, '')
    truncateSync(file, 300 * 1024 ** 3)
    await refused(
      () => read(file),
      file,
      /is larger than \d+ MB|has more than 64 MB in line 1|incorrect header check|which is just starting/,
    )
  })
})

test('the exchanges of a recording that are a folder, or a pipe', async () => {
  const dir = recording('')
  const file = path.join(dir, 'exchanges.jsonl')
  rmSync(file)
  mkdirSync(file)
  await refused(() => readExchanges(dir), file, /is a folder, not a file/)
  await refused(() => captured(dir), file, /is a folder, not a file/)
  await refused(() => startRecording(dir, info), file, /cannot be written.*A folder has that name: move it away/)
  expect(isRecording(dir)).toBe(true)
})

test('the exchanges of a recording that end in half a line, or have one in the middle', () => {
  const line = readFileSync(path.join(bundledRecording(), 'exchanges.jsonl'), 'utf8').split('\n')[0] ?? ''
  expect(readExchanges(recording(`${line}\n${line.slice(0, 99)}`))).toMatchObject({ exchanges: [{}], damage: [] })
  const dir = recording(`${line}\n\n${line.slice(0, 99)}\n`)
  expect(readExchanges(dir)).toMatchObject({ exchanges: [{}], damage: [`${dir}/exchanges.jsonl:3 is not JSON.`] })
})

test.for([['nonsense'], ['http://'], ['file:///etc/passwd'], ['javascript:alert(1)']])(
  'a recording of the base URL %s',
  async ([baseUrl]) => {
    const dir = recording('', { baseUrl: baseUrl as string })
    await refused(() => readRecording(dir), `${dir}/recording.json`, /is no recording \(\$\.baseUrl: /)
    await refused(() => captured(dir), `${dir}/recording.json`, /is no recording/)
  },
)

test('a recording of more samples than anybody takes, and of a preset that is for no glob of models', async () => {
  const many = recording('', { samples: 1e9 })
  await refused(() => readRecording(many), many, /\$\.samples/)
  const preset = {
    ...namedPreset('openai', '--target'),
    adaptations: [{ when: { model: '(a+)+$' }, drop: ['seed'], reason: 'r', seen: '2026-01-01' }],
  }
  const dir = recording('', { preset })
  await refused(
    () => readRecording(dir),
    dir,
    /\$\.preset\.adaptations\[0\]\.when\.model: is not of this form: A name of at most 300 signs/,
  )
})

describe('a run record', () => {
  const record = JSON.parse(JSON.stringify(runRecord([]))) as { options: Record<string, unknown> }

  test.for([
    ['only', ['(a+)+$']],
    ['skip', ['+(+(a|a)+)x']],
    ['known', [{ rule: '!(a|b)', reason: 'r' }]],
    ['profiles', [{ id: 'x', name: 'x', requires: [{ rules: ['[a-z]'], reason: 'r' }] }]],
  ] as const)('whose %s is a regular expression', async ([option, value]) => {
    const file = written('results.json', JSON.stringify({ ...record, options: { ...record.options, [option]: value } }))
    await refused(
      () => readRecord(file),
      file,
      /is no run record \(\$\.options\..* is no glob: A name of at most 300 signs/,
    )
  })

  test('that is deeper, or more, than can be read', async () => {
    const deep = written('results.json', `{"format":${'['.repeat(100_000)}`)
    await refused(() => readRecord(deep), deep, /too much to read: nested deeper than 500 levels/)
    const many = written('results.json', `[${'{},'.repeat(1_000_001)}1]`)
    await refused(() => readRecord(many), many, /too much to read: more than 1000000 objects/)
    const wrong = written('results.json', JSON.stringify({ ...record, rules: Array(500_000).fill(1) }))
    await refused(() => readRecord(wrong), wrong, /\$\.rules\[0\]/)
  })
})

describe('YAML', () => {
  const list = (lines: (at: number) => string): string =>
    Array.from({ length: 100_000 }, (_, at) => lines(at)).join('\n')

  test.for<[string, string, RegExp]>([
    ['100,000 anchors', list((at) => `- &a${at} 1`), /must NOT have more than 2000 items/],
    ['100,000 anchors and aliases', list((at) => `- &a${at} 1\n- *a${at}`), /more than 100 aliases/],
    ['100,000 names', list((at) => `name-${at}: 1`), /\(\$: must be array/],
    ['a name twice', 'a: 1\nb: 2\na: 3', /Map keys must be unique at line 3/],
    ['lists in lists', '['.repeat(100_000), /is not YAML/],
    ['5 MB', '#'.repeat(5 * 1024 * 1024), /larger than 4 MB/],
  ])('with %s', async ([, text, says]) => {
    const file = written('known.yaml', text)
    await refused(() => readKnown(file), file, says)
  })
})

describe('what lies where something is to be written', () => {
  test('folders of that name', async () => {
    const out = path.dirname(place('out/x'))
    mkdirSync(path.join(out, 'report.md'))
    await refused(
      () => claimFolders({ out, record: undefined, resume: false }, []),
      path.join(out, 'report.md'),
      /A folder has that name: move it away/,
    )
    const lock = path.join(path.dirname(place('locked/x')), 'run.lock')
    mkdirSync(lock)
    await refused(() => lockFolder(path.dirname(lock), '--out'), lock, /is a folder, but must be a file/)
    await refused(() => startRecording(path.join(written('file', ''), 'target'), info), 'file', /cannot be written/)
  })

  test('a file that is no list of calls is not cut', async () => {
    const file = written('calls.jsonl', '')
    truncateSync(file, 70 * 1024 ** 2)
    await refused(() => openLines(file), file, /ends in a line that is longer than any of ours/)
    expect(readFileSync(file)).toHaveLength(70 * 1024 ** 2)
  })
})

test('a profile that is a folder is no profile', () =>
  refused(() => namedProfiles([folder]), folder, /neither a known client nor a file/))
