import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { Upgrade } from '../../src/upgrade/upgrade.ts'
import { cli, folder, reported, type Ended } from './command-line.ts'
import { standIn } from './servers.ts'

interface Compared extends Ended { upgrade: Upgrade; report: string }

async function compared(sides: string[], only = 'stop'): Promise<Compared> {
  const out = folder()
  const ended = await cli(['compare', ...sides, '--only', only, '--out', out])
  const upgrade = JSON.parse(readFileSync(path.join(out, 'upgrade.json'), 'utf8')) as Upgrade
  return { ...ended, upgrade, report: readFileSync(path.join(out, 'upgrade.md'), 'utf8') }
}

/** A program that acts as a server binary: it starts one that answers as the stand-in does, where the environment says. */
function binary(script: string): string {
  const file = path.join(folder(), 'ollama')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

const STAND_IN = new URL('../stand-in/serve-as-ollama.ts', import.meta.url).pathname

describe.concurrent('before and after an upgrade', () => {
  test('an upgrade that ignores `stop` regresses, and the report says where', async () => {
    const before = await standIn()
    const after = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body, completion: (body) => ({ ...body, extra: 1 }) } })
    const { code, upgrade, report, stdout } = await compared([before.url, after.url])
    expect(code).toBe(1)
    expect(violations('upgrade', upgrade)).toEqual([])
    expect(upgrade.changes.filter(({ kind }) => kind === 'regression').map(({ id }) => id)).toContainEqual(expect.stringMatching(/^stop\/string\//))
    expect(upgrade.shapes.map(({ path: at, kind }) => `${kind} ${at}`)).toContain('extra $.extra')
    expect(report).toMatch(/^# Safe to upgrade .*\? no$/m)
    expect(stdout).toContain('REGRESSES')
  })

  test('the other way round it mends, and what did not change is safe', async () => {
    const server = await standIn()
    const { out } = await reported(['--target', server.url, '--reference', 'none', '--only', 'stop'])
    const same = await compared([out, path.join(out, 'target')])
    expect(same).toMatchObject({ code: 0, upgrade: { verdict: 'safe', changes: [], shapes: [] } })
    const deaf = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const mended = await compared([deaf.url, out])
    expect(mended.code).toBe(0)
    expect(mended.upgrade.changes.map(({ kind }) => kind)).toContain('fix')
  })

  test('over three releases each flip is told', async () => {
    const server = await standIn()
    const deaf = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const { code, upgrade } = await compared([server.url, deaf.url, server.url])
    expect(code).toBe(0)
    expect(upgrade.changes.some(({ outcomes }) => outcomes.join() === 'pass,fail,pass')).toBe(true)
  })

  test('a binary is started on a port of its own, and is gone afterwards', async () => {
    const pidFile = path.join(folder(), 'pid')
    const ollama = binary(`echo $$ > '${pidFile}'\nexec '${process.execPath}' '${STAND_IN}' "$OLLAMA_HOST"`)
    const { code, upgrade } = await compared([ollama, ollama], 'stop/string')
    expect({ code, verdict: upgrade.verdict }).toEqual({ code: 0, verdict: 'safe' })
    expect(upgrade.stages[0]?.name).toBe('Ollama 0.0.0')
    expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow()
  })

  test('a binary that does not run, and a side that is nothing, are told in one line', async () => {
    const dying = await cli(['compare', binary('echo no such library >&2; exit 3'), '127.0.0.1:9', '--out', folder()])
    expect(dying).toMatchObject({ code: 2, stderr: expect.stringMatching(/ended with code 3.*no such library/) })
    const nothing = await cli(['compare', 'no-such-thing', '127.0.0.1:9', '--out', folder()])
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringMatching(/no-such-thing is no URL, recording, run folder or Ollama binary/) })
  })
})
