import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { namedPreset } from '../../src/policy/preset-file.ts'
import { readRecording, type RecordingInfo } from '../../src/recording/recording.ts'
import { askTogether, type Asking } from '../../src/server/ask-side.ts'
import { firstPassKey } from '../../src/suite/request.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { counted, isRecorded, randomNumbers, recorded } from './recorded-server.ts'

const root = mkdtempSync(path.join(tmpdir(), 'conformance-cut-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let suites: Asking['suites']

beforeAll(async () => {
  suites = (await loadSuites(recorded.info)).filter(({ id }) =>
    /^(stop|tools|transport|chat\/sdk|usage|models)/.test(id),
  )
})

interface Run {
  dir: string
  notes: string[]
  asked: string[]
}

/** Asks both sides of a run, the reference twice, as a resumed run does. */
async function run(dir: string, change: Partial<RecordingInfo> = {}, resume = true): Promise<Run> {
  const [target, reference] = [counted(change), counted(change)]
  const notes: string[] = []
  const listener: Asking['listener'] = {
    note: (line) => {
      notes.push(line)
    },
    asking: () => {},
    answered: () => {},
    suiteDone: () => {},
  }
  const common = {
    suites,
    signal: new AbortController().signal,
    listener,
    options: { resume, maxTokensTotal: 1_000_000 },
  }
  await askTogether([
    {
      ...common,
      name: 'target',
      endpoint: target.endpoint,
      dirs: [path.join(dir, 'target')],
      passes: [0],
      concurrency: 1,
    },
    {
      ...common,
      name: 'reference',
      endpoint: reference.endpoint,
      dirs: [path.join(dir, 'reference')],
      passes: [0, 1],
      concurrency: 4,
    },
  ])
  return { dir, notes, asked: [...target.asked, ...reference.asked].filter(isKept) }
}

const file = (dir: string, side = 'target'): string => path.join(dir, side, 'exchanges.jsonl')

const byKey = (dir: string, side: string): Map<string, Exchange> =>
  new Map(readRecording(path.join(dir, side)).exchanges.map((one) => [one.key, one]))

const keysIn = (dir: string): string[] =>
  ['target', 'reference'].flatMap((side) => [...byKey(dir, side).keys()]).filter(isKept)
/** A probe newer than the bundled recording has no answer there, so it is asked again each time. */
const isKept = (key: string): boolean => isRecorded(firstPassKey(key))
let whole: Run

beforeAll(async () => {
  whole = await run(path.join(root, 'whole'))
})

function copy(name: string): string {
  const dir = path.join(root, name)
  cpSync(whole.dir, dir, { recursive: true })
  return dir
}

function isLikeTheWhole(dir: string): void {
  for (const side of ['target', 'reference'])
    expect(new Map([...byKey(dir, side)].sort())).toEqual(new Map([...byKey(whole.dir, side)].sort()))
}

describe('a run that goes on', () => {
  test('asks nothing where nothing is missing', async () => {
    expect(whole.asked.length).toBeGreaterThan(400)
    const before = readFileSync(file(whole.dir))
    expect((await run(copy('nothing'))).asked).toEqual([])
    expect(
      readFileSync(file(path.join(root, 'nothing')))
        .subarray(0, before.length)
        .equals(before),
    ).toBe(true)
  })

  test('after its files were cut at any byte asks for exactly what is missing, and holds the same in the end', async () => {
    const random = randomNumbers(7)
    for (let round = 0; round < 12; round++) {
      const dir = copy(`cut-${round}`)
      for (const side of ['target', 'reference'])
        truncateSync(file(dir, side), Math.floor(random() * statSync(file(dir, side)).size))
      const left = keysIn(dir)
      const { asked, notes } = await run(dir)
      // What belongs together is asked again as a whole, so a few more than are missing may be asked.
      const more = asked.length - (whole.asked.length - left.length)
      expect(more).toBeGreaterThanOrEqual(0)
      expect(more).toBeLessThan(16)
      expect(new Set([...left, ...asked])).toEqual(new Set(keysIn(whole.dir)))
      expect(notes).toEqual([
        expect.stringMatching(/^\S+target: \d+ answers of \S+ are kept, only what is missing is sent\.$/),
        expect.stringMatching(/^\S+reference: /),
      ])
      isLikeTheWhole(dir)
    }
  })

  test('asks again what the SDK sent because of an answer that is gone: two conversations are never put together', async () => {
    const dir = copy('follow-up')
    const lines = readFileSync(file(dir), 'utf8').split('\n')
    const second = keysIn(dir).find((key) => key.endsWith('~2')) ?? 'none'
    const first = second.replace('~2', '')
    writeFileSync(file(dir), lines.filter((line) => !line.startsWith(`{"key":"${first}"`)).join('\n'))
    expect((await run(dir)).asked).toEqual(expect.arrayContaining([first, second]))
    isLikeTheWhole(dir)
  })

  test('after the power went asks for what the zeros at the end stand for', async () => {
    const dir = copy('zeros')
    truncateSync(file(dir), 100_000)
    appendFileSync(file(dir), Buffer.alloc(4096))
    expect((await run(dir)).asked.length).toBeGreaterThan(0)
    isLikeTheWhole(dir)
  })

  test.for([
    [
      'a line that is no JSON',
      (lines: string[]) => lines.map((line, at) => (at === 20 ? line.slice(0, 50) : line)),
      ':21 is not JSON.',
    ],
    [
      'a line that is no exchange',
      (lines: string[]) => lines.map((line, at) => (at === 20 ? '{"key":"x"}' : line)),
      ':21 is no exchange ($.request: ',
    ],
    [
      'zeros in the middle',
      (lines: string[]) => lines.map((line, at) => (at === 20 ? '\0'.repeat(line.length) : line)),
      ':21 is not JSON.',
    ],
    [
      'two lines run into one',
      (lines: string[]) => [...lines.slice(0, 20), `${lines[20]}${lines[21]}`, ...lines.slice(22)],
      ':21 is not JSON.',
    ],
  ] as const)(
    'after the file was damaged in the middle by %s says where, and loses nothing',
    async ([name, damage, said]) => {
      const dir = copy(name)
      const damaged = damage(readFileSync(file(dir), 'utf8').split('\n')).join('\n')
      writeFileSync(file(dir), damaged)
      expect(() => readRecording(path.join(dir, 'target'))).toThrow(`${file(dir)}${said}`)
      const { asked, notes } = await run(dir)
      expect(
        notes.filter(
          (note) =>
            note.startsWith(`${file(dir)}${said}`) &&
            note.endsWith('What was asked there is asked again; the file as it was is kept beside it.'),
        ),
      ).toHaveLength(1)
      expect(asked.length).toBeGreaterThan(0)
      expect(asked.length).toBeLessThan(16)
      isLikeTheWhole(dir)
      expect(readdirSync(path.join(dir, 'target')).sort()).toEqual([
        'exchanges.damaged-1.jsonl',
        'exchanges.jsonl',
        'recording.json',
      ])
      expect(readFileSync(path.join(dir, 'target', 'exchanges.damaged-1.jsonl'), 'utf8')).toBe(damaged)
    },
  )
})

test('a run that does not go on begins anew: what was there of another is nowhere', async () => {
  const dir = copy('anew')
  const before = readFileSync(file(dir), 'utf8')
  writeFileSync(file(dir), `${before}${before.split('\n')[0]?.replace(/"key":"\w+"/, '"key":"of-another-server"')}\n`)
  const { asked } = await run(dir, { baseUrl: 'http://127.0.0.2:11434/v1' }, false)
  expect(asked).toHaveLength(whole.asked.length)
  isLikeTheWhole(dir)
})

describe('a run goes not on with answers of another', () => {
  const { info } = recorded
  const other = { ...info.models, chat: { name: 'another', why: 'named by the user' } }

  test.for([
    [
      'release',
      { server: { software: 'Ollama', version: '0.0.1' } },
      /holds answers of Ollama 0\.32\.15 .* and this is Ollama 0\.0\.1/,
    ],
    ['model', { models: other }, /chat=smollm2\S+ .* and this is .*chat=another/],
    [
      'address',
      { baseUrl: 'http://127.0.0.2:11434/v1' },
      /at http:\/\/127\.0\.0\.1:\d+\/v1, and this is .* at http:\/\/127\.0\.0\.2:11434\/v1\. Resume with the same server/,
    ],
    ['preset', { preset: { id: 'ollama' } as never }, /this is .*preset=ollama/],
  ] as [string, Partial<RecordingInfo>, RegExp][])('%s', async ([name, change, message]) => {
    const dir = copy(`other-${name}`)
    const before = readFileSync(file(dir))
    await expect(run(dir, change)).rejects.toThrow(message)
    expect(readFileSync(file(dir))).toEqual(before)
  })

  test('preset that was changed since', async () => {
    const preset = namedPreset('gemini', '--target')
    const dir = path.join(root, 'changed-preset')
    await run(dir, { preset })
    await expect(run(dir, { preset: { ...preset, adaptations: [] } })).rejects.toThrow(
      /as the preset gemini had them sent, and it has changed since/,
    )
  })
})
