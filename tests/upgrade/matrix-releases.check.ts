import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Matrix } from '../../src/history/matrix.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { isAlive, store } from '../cli/binaries.ts'
import { cli, folder, start, type Ended } from '../cli/command-line.ts'
import { until } from '../cli/until.ts'
import { ruleResult, runRecord } from '../run-records.ts'
import { fakeReleases, type Fault } from './fake-releases.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const RULE = 'stop/string/ends-before-it'

interface Joined extends Ended {
  dir: string
  installed: string[]
  matrix: Matrix | null
}

async function joined(out: string, faults: Record<string, Fault | null>, args: string[]): Promise<Joined> {
  const dir = folder()
  const releases = fakeReleases(dir, faults)
  const ended = await cli(
    ['matrix', ...args, '--only', RULE, '--format', 'json', '--out', out],
    { OLLAMA_MODELS: store() },
    releases,
  )
  const file = path.join(out, 'matrix.json')
  const matrix = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Matrix) : null
  return { ...ended, dir, installed: releases.installed, matrix }
}

const recordFile = (out: string, run: string): string => path.join(out, 'runs', run, 'results.json')
const recordIn = (out: string, run: string): RunRecord =>
  JSON.parse(readFileSync(recordFile(out, run), 'utf8')) as RunRecord
const change = (file: string, from: string, to: string): void => {
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replace(from, to))
}

const TWO = { '0.24.0': null, '0.30.0': 'deaf' } as const
const lines = ({ stderr }: Ended): string[] => stderr.split('\n').filter((line) => /^\d of \d/.test(line))

describe.concurrent('a matrix of releases', () => {
  test('runs each once with each model, and a second call runs nothing', async () => {
    const out = folder()
    const args = ['--releases', '0.24.0,latest,0.30.0', '--models', 'gpt-4.1-nano']
    const first = await joined(out, TWO, args)
    expect(first.code).toBe(0)
    expect(lines(first)).toEqual(['1 of 2  Ollama 0.24.0 with gpt-4.1-nano', '2 of 2  Ollama 0.30.0 with gpt-4.1-nano'])
    expect(first.matrix?.runs.map(({ id }) => id)).toEqual(['ollama-0.24.0', 'ollama-0.30.0'])
    expect(first.matrix?.rules).toMatchObject([{ id: RULE, flips: [{ run: 1, to: 'fails' }] }])
    expect(first.installed).toEqual(['0.24.0', '0.30.0'])
    for (const version of first.installed) expect(isAlive(path.join(first.dir, `${version}.pid`))).toBe(false)
    expect(recordIn(out, '0.24.0-gpt-4.1-nano').target).toMatchObject({
      baseUrl: null,
      models: { chat: { name: 'gpt-4.1-nano' } },
    })

    const second = await joined(out, TWO, args)
    expect({ code: second.code, installed: second.installed }).toEqual({ code: 0, installed: [] })
    expect(lines(second)[1]).toBe('2 of 2  Ollama 0.30.0 with gpt-4.1-nano: there already')
    expect(second.matrix).toEqual(first.matrix)

    const anew = await joined(out, TWO, [...args, '--anew'])
    expect(anew.installed).toEqual(['0.24.0', '0.30.0'])
  })

  test('runs again what was not whole, or is of another model, suite or selection', async () => {
    const out = folder()
    const args = ['--releases', '0.24.0']
    await joined(out, TWO, args)
    const file = recordFile(out, '0.24.0')
    const { suite } = recordIn(out, '0.24.0')
    for (const [from, to] of [
      ['"interrupted": false', '"interrupted": true'],
      [`"version": "${suite.version}"`, '"version": "0.0.1"'],
      ['"0.24.0"', '"0.23.0"'],
      [`"${RULE}"`, '"stop"'],
      ['{', '['],
    ] as const) {
      change(file, from, to)
      expect((await joined(out, TWO, args)).installed, to).toEqual(['0.24.0'])
    }
    expect((await joined(out, TWO, args)).installed).toEqual([])
    // Answers of another model are no beginning of this run.
    renameSync(path.join(out, 'runs', '0.24.0'), path.join(out, 'runs', '0.24.0-gpt-4.1-nano'))
    const found = recordIn(out, '0.24.0-gpt-4.1-nano').target.models?.chat.name
    expect(found).not.toBe('gpt-4.1-nano')
    const other = await joined(out, TWO, [...args, '--models', 'gpt-4.1-nano'])
    expect({ code: other.code, installed: other.installed }).toEqual({ code: 0, installed: ['0.24.0'] })
    expect(recordIn(out, '0.24.0-gpt-4.1-nano').target.models?.chat.name).toBe('gpt-4.1-nano')
  })

  test('leaves out what cannot be fetched or started, and joins the rest with run folders', async () => {
    const [out, named] = [folder(), folder()]
    writeFileSync(path.join(named, 'results.json'), JSON.stringify(runRecord([ruleResult(RULE, 'pass')])))
    const faults = { '0.24.0': null, '0.30.0': 'broken', '0.31.0': 'missing' } as const
    const ended = await joined(out, faults, [
      named,
      '--releases',
      '0.24.0,0.30.0,0.31.0',
      '--models',
      'gpt-4o-mini,none',
    ])
    expect(ended.code).toBe(0)
    expect(ended.installed).toEqual(['0.24.0', '0.24.0', '0.30.0', '0.31.0'])
    expect(ended.matrix?.runs).toHaveLength(2)
    expect(readdirSync(path.join(out, 'runs'))).toEqual(['0.24.0-gpt-4o-mini'])
    expect(ended.stderr.trim().split('\n').slice(-3)).toEqual([
      expect.stringMatching(/^Left out: Ollama 0\.24\.0 with none: .* has no model none/),
      expect.stringMatching(/^Left out: Ollama 0\.30\.0: .*no such library/),
      'Left out: Ollama 0.31.0: 0.31.0 cannot be fetched.',
    ])
  })

  test('without any column ends with 2, and writes no matrix', async () => {
    const ended = await joined(folder(), { '0.24.0': 'broken' }, ['--releases', '0.24.0'])
    expect({ code: ended.code, stdout: ended.stdout, matrix: ended.matrix }).toEqual({
      code: 2,
      stdout: '',
      matrix: null,
    })
    expect(ended.stderr.trim().split('\n').at(-1)).toMatch(/^Left out: Ollama 0\.24\.0: .*no such library/)
  })

  test('ends cleanly at Ctrl-C, and what is done stays', async () => {
    const [dir, out] = [folder(), folder()]
    const faults = { '0.24.0': null, '0.30.0': 'mute' } as const
    const env = { OLLAMA_MODELS: store(), RELEASES_DIR: dir, RELEASES: JSON.stringify(faults) }
    const running = start(['matrix', '--releases', '0.24.0,0.30.0', '--only', RULE, '--out', out], env, MAIN)
    await until(() => isAlive(path.join(dir, '0.30.0.pid')))
    process.kill(-(running.child.pid ?? 0), 'SIGINT')
    const { code, stdout, stderr } = await running.ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`What is done stays in ${path.join(out, 'runs')}; the same command goes on from there.`)
    expect(isAlive(path.join(dir, '0.30.0.pid'))).toBe(false)
    expect(existsSync(path.join(out, 'matrix.md'))).toBe(false)
    const { installed, matrix } = await joined(out, TWO, ['--releases', '0.24.0,0.30.0'])
    expect({ installed, runs: matrix?.runs.length }).toEqual({ installed: ['0.30.0'], runs: 2 })
  })
})
