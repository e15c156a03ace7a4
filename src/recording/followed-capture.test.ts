import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { FollowedCapture } from './followed-capture.ts'

const row = (id: string): string =>
  `${JSON.stringify({ id, request: { url: '/v1/models', method: 'GET' }, response: { status: 200, body: {} } })}\n`

const har = (...ids: string[]): string =>
  JSON.stringify({
    log: {
      entries: ids.map((id) => ({
        request: { method: 'GET', url: `http://server/v1/models?${id}` },
        response: { status: 200, content: { text: '{}' } },
      })),
    },
  })

let dir: string
let notes: string[]
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'followed-'))
  notes = []
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

const at = (name: string): string => path.join(dir, name)
const follow = (place: string): FollowedCapture => new FollowedCapture(place, (line) => notes.push(line))

/** What came since the last look: the names of the calls, or where what was left out is. */
async function news(followed: FollowedCapture, last = false): Promise<string[]> {
  const seen: string[] = []
  for await (const { exchange, where } of followed.news(last))
    seen.push(exchange ? (exchange.request.path.split('?')[1] ?? exchange.key) : path.relative(dir, where))
  return seen
}

describe('a file of lines', () => {
  test('gives each line once, and not before its end was written', async () => {
    const followed = follow(at('a.jsonl'))
    expect(await news(followed)).toEqual([])
    writeFileSync(at('a.jsonl'), row('1') + row('2').slice(0, 20))
    expect(await news(followed)).toEqual(['1'])
    expect(await news(followed)).toEqual([])
    appendFileSync(at('a.jsonl'), row('2').slice(20) + row('3'))
    expect(await news(followed)).toEqual(['2', '3'])
    expect(await news(followed, true)).toEqual([])
  })

  test('gives a last line without an end when the watching ends, and nothing of a half one', async () => {
    writeFileSync(at('a.jsonl'), row('1').trimEnd())
    writeFileSync(at('b.jsonl'), row('1').slice(0, 20))
    const followed = follow(dir)
    expect(await news(followed)).toEqual([])
    expect(await news(followed, true)).toEqual(['1'])
    expect(notes).toEqual([])
  })

  test('that is cut and written anew is read from its beginning, however long it has become', async () => {
    writeFileSync(at('a.jsonl'), row('1') + row('2'))
    const followed = follow(at('a.jsonl'))
    expect(await news(followed)).toEqual(['1', '2'])
    truncateSync(at('a.jsonl'))
    expect(await news(followed)).toEqual([])
    appendFileSync(at('a.jsonl'), row('3'))
    expect(await news(followed)).toEqual(['3'])
    writeFileSync(at('a.jsonl'), row('4') + row('5') + row('6'))
    expect(await news(followed)).toEqual(['4', '5', '6'])
  })

  test.for(['a.jsonl.1', 'a-1.jsonl'])('that is renamed to %s is read to its end, and not twice', async (name) => {
    writeFileSync(at('a.jsonl'), row('1'))
    const followed = follow(dir)
    expect(await news(followed)).toEqual(['1'])
    appendFileSync(at('a.jsonl'), row('2'))
    renameSync(at('a.jsonl'), at(name))
    writeFileSync(at('a.jsonl'), row('3'))
    expect((await news(followed)).sort()).toEqual(['2', '3'])
    expect(await news(followed)).toEqual([])
  })

  test('that is removed is read to its end', async () => {
    writeFileSync(at('a.jsonl'), row('1'))
    const followed = follow(at('a.jsonl'))
    expect(await news(followed)).toEqual(['1'])
    appendFileSync(at('a.jsonl'), row('2'))
    rmSync(at('a.jsonl'))
    writeFileSync(at('a.jsonl'), row('3'))
    expect(await news(followed)).toEqual(['2', '3'])
  })

  test('goes on after a line that is no call, which is said once a file', async () => {
    writeFileSync(at('a.jsonl'), `${row('1')}{"level": "info"}\nno JSON\n${row('2')}`)
    const followed = follow(at('a.jsonl'))
    expect(await news(followed)).toEqual(['1', 'a.jsonl:2', 'a.jsonl:3', '2'])
    expect(notes).toEqual([expect.stringContaining('a.jsonl:2 is a record with the fields level')])
  })

  test('is known by its first line, whatever it is called', async () => {
    writeFileSync(at('calls.log'), row('1').slice(0, 20))
    const followed = follow(dir)
    expect(await news(followed)).toEqual([])
    appendFileSync(at('calls.log'), row('1').slice(20))
    expect(await news(followed)).toEqual(['1'])
    expect(notes).toEqual([])
  })
})

describe('a file that is written as a whole', () => {
  test('gives what is new in it, and waits while it is half written', async () => {
    const followed = follow(at('a.har'))
    writeFileSync(at('a.har'), har('1').slice(0, 30))
    expect(await news(followed)).toEqual([])
    writeFileSync(at('a.har'), har('1', '2'))
    expect(await news(followed)).toEqual(['1', '2'])
    expect(await news(followed)).toEqual([])
    writeFileSync(at('a.har'), har('1', '2', '3'))
    expect(await news(followed)).toEqual(['3'])
    expect(notes).toEqual([])
  })

  test('gives all of it where it holds other calls', async () => {
    writeFileSync(at('a.har'), har('1', '2'))
    const followed = follow(at('a.har'))
    expect(await news(followed)).toEqual(['1', '2'])
    writeFileSync(at('a.har'), har('8', '9', '10'))
    expect(await news(followed)).toEqual(['8', '9', '10'])
  })

  test('that is still half written at the end is told', async () => {
    writeFileSync(at('a.har'), har('1').slice(0, 30))
    expect(await news(follow(at('a.har')), true)).toEqual([])
    expect(notes).toEqual([expect.stringContaining('a.har is not JSON')])
  })
})

test('a folder gives the calls of files that come later, also below it', async () => {
  const followed = follow(at('logs'))
  expect(await news(followed)).toEqual([])
  mkdirSync(at('logs/app'), { recursive: true })
  writeFileSync(at('logs/a.jsonl'), row('1'))
  expect(await news(followed)).toEqual(['1'])
  writeFileSync(at('logs/app/b.jsonl'), row('2'))
  writeFileSync(at('logs/notes.txt'), 'nothing')
  expect(await news(followed)).toEqual(['2'])
})
