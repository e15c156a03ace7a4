import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { Failure } from '../failure.ts'
import type { NamedFile } from './open-file.ts'
import { readEnd, readLines, readText, streamLines, type Line } from './read-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'read-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MB = 1024 * 1024
const named = (name: string): NamedFile => ({ file: path.join(folder, name), code: 'X', what: 'It', fix: 'Mend it.' })
const written = (name: string, content: string | Buffer): NamedFile => {
  writeFileSync(path.join(folder, name), content)
  return named(name)
}
async function streamed(file: NamedFile): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of streamLines(file)) lines.push(line)
  return lines
}

const READERS: [string, (file: NamedFile) => unknown][] = [
  ['as a text', (file) => readText(file, MB)],
  ['by lines', (file) => [...readLines(file, MB)]],
  ['as a stream', streamed],
  ['at its end', readEnd],
]

describe.each(READERS)('what is read %s', (_, read) => {
  const refused = (file: NamedFile, message: string): Promise<void> =>
    expect((async () => read(file))()).rejects.toThrow(new Failure('X', message))

  test('is there', () => refused(named('absent'), 'It does not exist. Mend it.'))
  test('is no folder', () => {
    mkdirSync(path.join(folder, 'folder'), { recursive: true })
    return refused(named('folder'), 'It is a folder, not a file. Mend it.')
  })
  test.skipIf(process.platform === 'win32')(
    'is no pipe, which nobody may ever write to, and no device, which never ends',
    async () => {
      rmSync(path.join(folder, 'pipe'), { force: true })
      execFileSync('mkfifo', [path.join(folder, 'pipe')])
      await refused(named('pipe'), 'It is a pipe, not a file. Mend it.')
      rmSync(path.join(folder, 'zero'), { force: true })
      symlinkSync('/dev/zero', path.join(folder, 'zero'))
      await refused(named('zero'), 'It is a device, not a file. Mend it.')
    },
  )
})

test('a text has no byte order mark, and no more bytes than it may', () => {
  const file = written('text', '\ufeff{"a":"ä\ufeff"}')
  expect(readText(file, 16)).toBe('{"a":"ä\ufeff"}')
  expect(() => readText(file, 15)).toThrow(/^It is larger than 0 MB\. Mend it\.$/)
  truncateSync(file.file, 200 * 1024 * MB)
  expect(() => readText(file, MB)).toThrow('It is larger than 1 MB')
})

test.runIf(process.platform === 'linux')('a file that tells no size is read to its end', () => {
  expect(readText({ file: '/proc/self/status', code: 'X' }, MB)).toMatch(/^Name:/)
  expect(() => readText({ file: '/proc/self/status', code: 'X' }, 10)).toThrow('/proc/self/status is larger than 0 MB.')
})

test('lines end where a line ends, and nowhere else', async () => {
  const lines = ['\ufeff{"a":1}\r', '', `"${'ä'.repeat(MB)}"`, '"\u2028\u2029\r x"', '\ufefflast']
  const file = written('lines', lines.join('\n'))
  const read = [lines[0]?.slice(1), ...lines.slice(1)].flatMap((text, at) =>
    text === '' ? [] : [{ text, number: at + 1, whole: at < 4 }],
  )
  expect([...readLines(file, 3 * MB)]).toEqual(read)
  expect(await streamed(file)).toEqual(read)
  expect(await streamed(written('lines.gz', gzipSync(lines.join('\n'))))).toEqual(read)
  expect(await streamed(written('ended', 'a\n\n \r\nb\n'))).toEqual([
    { text: 'a', number: 1, whole: true },
    { text: 'b', number: 4, whole: true },
  ])
  expect(await streamed(written('empty', ''))).toEqual([])
})

test('a line without end is given up, packed or not', async () => {
  const file = written('endless', 'first\n')
  truncateSync(file.file, 20 * 1024 * MB)
  const says = 'It has more than 64 MB in line 2. Mend it.'
  await expect(streamed(file)).rejects.toThrow(says)
  expect(() => [...readLines(file, 100 * 1024 * MB)]).toThrow(says)
  await expect(
    streamed(written('endless.gz', gzipSync(Buffer.concat([Buffer.from('first\n'), Buffer.alloc(80 * MB)])))),
  ).rejects.toThrow(says)
})

test('what is packed unpacks to no more than a log does, and is whole', async () => {
  const bomb = written('bomb.gz', gzipSync(`${' '.repeat(MB - 1)}\n`.repeat(130)))
  await expect(streamed(bomb)).rejects.toThrow('It unpacks to more than 250 times its size. Mend it.')
  await expect(streamed(written('cut.gz', gzipSync('a\nb\n').subarray(0, -9)))).rejects.toThrow(
    /^It cannot be read beyond line 2 \(unexpected end of file\)\. Mend it\.$/,
  )
  await expect(streamed(written('plain.gz', 'a\n'))).rejects.toThrow(
    /^It cannot be read beyond line 0 \(incorrect header check\)/,
  )
})

test('the end of a file is as much as a line may have', () => {
  expect(readEnd(written('short', 'a\nb')).toString()).toBe('a\nb')
  const file = written('long', '')
  truncateSync(file.file, 70 * MB)
  expect(readEnd(file)).toHaveLength(64 * MB)
})
