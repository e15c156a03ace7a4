import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, outcomes, reported, written } from './command-line.ts'
import { chatRequests, posted, standIn } from './servers.ts'

const file = (dir: string): string => path.join(dir, 'target', 'exchanges.jsonl')
const lines = (dir: string): string[] => readFileSync(file(dir), 'utf8').trimEnd().split('\n')
const only = ['--reference', 'none', '--only', 'stop']

describe.concurrent('a run that is resumed', () => {
  test('sends only what the folder lacks, also after a line was cut short, and judges all', async () => {
    const server = await standIn()
    const { out, record: whole } = await reported(['--target', server.url, ...only])
    const all = lines(out)
    writeFileSync(file(out), `${all.slice(0, 5).join('\n')}\n${all[5]?.slice(0, 40)}`)
    const asked = posted(server)
    await cli(['--target', server.url, ...only, '--out', out, '--resume'])
    expect(posted(server) - asked).toBe(all.length - 5)
    expect(lines(out).slice(0, 5)).toEqual(all.slice(0, 5))
    expect(
      lines(out)
        .map((line) => (JSON.parse(line) as { key: string }).key)
        .sort(),
    ).toEqual(all.map((line) => (JSON.parse(line) as { key: string }).key).sort())
    expect(outcomes(written(out).record)).toEqual(outcomes(whole))
  })

  test('sends a group again as a whole: what one connection shows is not put together from two', async () => {
    const server = await standIn()
    const args = ['--target', server.url, '--reference', 'none', '--only', 'transport/keep-alive']
    const { out, record } = await reported(args)
    const all = lines(out)
    writeFileSync(file(out), `${all[0]}\n`)
    const asked = chatRequests(server).length
    expect((await cli([...args, '--out', out, '--resume'])).code).toBe(0)
    expect(outcomes(written(out).record)).toEqual(outcomes(record))
    expect(chatRequests(server).length - asked).toBe(all.length - 1)
  })

  test('sends all where the folder is empty, and adds to a recording', async () => {
    const server = await standIn()
    const record = folder()
    await reported([
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'stop/string',
      '--record',
      record,
      '--resume',
    ])
    const before = readFileSync(path.join(record, 'exchanges.jsonl'), 'utf8')
    await reported(['--target', server.url, ...only, '--record', record, '--resume'])
    const after = readFileSync(path.join(record, 'exchanges.jsonl'), 'utf8')
    expect(after.startsWith(before)).toBe(true)
    expect(after.length).toBeGreaterThan(before.length)
  })

  test('asks for the samples that are missing, and judges by all of them', async () => {
    const server = await standIn()
    const args = ['--target', server.url, '--reference', 'none', '--only', 'tools/trigger']
    const { out, record: one } = await reported(args)
    const asked = chatRequests(server).length
    const { code } = await cli([...args, '--samples', '3', '--out', out, '--resume'])
    const { record } = written(out)
    expect(code).toBe(0)
    expect(outcomes(record)).toEqual(outcomes((await reported([...args, '--samples', '3'])).record))
    expect(record.toolUse?.called.of).toBe(3 * (one.toolUse?.called.of ?? 0))
    expect(record.traffic.target.requests).toBe(3 * asked)
  })

  test('never mixes the answers of two servers', async () => {
    const { url } = await standIn()
    const { out } = await reported(['--target', url, ...only])
    const info = path.join(out, 'target', 'recording.json')
    writeFileSync(info, readFileSync(info, 'utf8').replace(/"version": "?[^,\n]*/, '"version": "0.0.1"'))
    const { code, stderr } = await cli(['--target', url, ...only, '--out', out, '--resume'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/holds answers of .* 0\.0\.1 .*Resume with the same server/)
    expect(lines(out).length).toBeGreaterThan(5)
  })
})
