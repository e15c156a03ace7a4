import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { openLines } from '../../src/disk/line-file.ts'
import { writeWhole } from '../../src/disk/write-whole.ts'

const root = mkdtempSync(path.join(tmpdir(), 'conformance-written-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(path.join(root, 'f-'))
const source = (name: string): string => JSON.stringify(new URL(`../../src/disk/${name}.ts`, import.meta.url).href)

describe('a file that is written', () => {
  test('is whole at any moment, however often its writer is killed', async () => {
    const file = path.join(folder(), 'results.json')
    const texts = ['a', 'b'].map((letter) => letter.repeat(3_000_000))
    writeFileSync(file, texts[0] ?? '')
    const script = `const { writeWhole } = await import(${source('write-whole')}); process.send('ready'); for (;;) for (const letter of 'ab') writeWhole(${JSON.stringify(file)}, letter.repeat(3_000_000))`
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      await once(child, 'message')
      await wait(round * 3)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(texts.indexOf(readFileSync(file, 'utf8'))).toBeGreaterThanOrEqual(0)
    }
    writeWhole(file, 'c')
    expect({ text: readFileSync(file, 'utf8'), beside: readdirSync(path.dirname(file)) }).toEqual({
      text: 'c',
      beside: ['results.json'],
    })
  })

  test('stays what it was where there is no room, and that is one line', () => {
    const file = path.join(folder(), 'results.json')
    writeFileSync(file, 'whole')
    const script = `const { writeWhole } = await import(${source('write-whole')}); try { writeWhole(${JSON.stringify(file)}, 'x'.repeat(2_000_000)) } catch (error) { console.log(error.name, error.code, error.message) }`
    const { stdout } = spawnSync(
      'sh',
      ['-c', `ulimit -f 200; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      { encoding: 'utf8' },
    )
    expect(stdout).toBe(
      `Failure WRITE_FAILED ${file} cannot be written (EFBIG). It would be larger than a file may be here: name another folder.\n`,
    )
    expect({ text: readFileSync(file, 'utf8'), beside: readdirSync(path.dirname(file)) }).toEqual({
      text: 'whole',
      beside: ['results.json'],
    })
  })

  test('keeps its mode', () => {
    const file = path.join(folder(), 'known.yaml')
    writeFileSync(file, 'old')
    chmodSync(file, 0o640)
    writeWhole(file, 'new')
    expect({ text: readFileSync(file, 'utf8'), mode: statSync(file).mode & 0o777 }).toEqual({
      text: 'new',
      mode: 0o640,
    })
  })

  test('may be a device', () => {
    writeWhole('/dev/null', 'gone')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(() => writeWhole('/dev/full', 'never')).toThrow(
      '/dev/full cannot be written (ENOSPC). The disk is full: make room.',
    )
  })

  test('cannot be where a folder is, or below a file', () => {
    const dir = folder()
    writeFileSync(path.join(dir, 'file'), '')
    expect(() => writeWhole(path.join(dir, 'file', 'below'), '')).toThrow(/cannot be written \((EEXIST|ENOTDIR)\)/)
    expect(() => writeWhole(dir, '')).toThrow(/cannot be written \(EISDIR\)/)
  })
})

describe('lines that are added', () => {
  test('end with the last whole one where there is no room for another', async () => {
    const file = path.join(folder(), 'exchanges.jsonl')
    const script = `const { openLines } = await import(${source('line-file')}); const lines = openLines(${JSON.stringify(file)}); const said = []
      for (let at = 0; at < 400; at++) try { lines.append(JSON.stringify({ at, text: 'x'.repeat(997) })) } catch (error) { said.push(error.message) }
      await lines.close().catch(({ message }) => said.push(message)); console.log(JSON.stringify([...new Set(said)]))`
    const { stdout } = spawnSync(
      'sh',
      ['-c', `ulimit -f 200; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      { encoding: 'utf8' },
    )
    expect(JSON.parse(stdout)).toEqual([
      `${file} cannot be written (EFBIG). It would be larger than a file may be here: name another folder; what was captured is kept, and the same command with --resume goes on from there.`,
    ])
    const text = readFileSync(file, 'utf8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { at: number }).at)
    expect(text.endsWith('\n')).toBe(true)
    expect(lines.length).toBeGreaterThan(50)
    expect(lines).toEqual(lines.map((_, at) => at))
  })

  test.for([
    ['cut short', '{"a":1}\n{"b":', '{"a":1}\n{"c":3}\n'],
    ['whole but for its end', '{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}\n{"c":3}\n'],
    ['zeros, as a disk without power leaves them', '{"a":1}\n\0\0\0', '{"a":1}\n{"c":3}\n'],
    ['all that there is, and cut short', '{"a"', '{"c":3}\n'],
  ] as const)('begin on a line of their own where the last is %s', async ([, before, after]) => {
    const file = path.join(folder(), 'calls.jsonl')
    writeFileSync(file, before)
    const lines = openLines(file)
    lines.append('{"c":3}')
    await lines.close()
    expect(readFileSync(file, 'utf8')).toBe(after)
  })
})
