import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, written, type Ended } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { caseNamed } from './cases/catalogue.ts'
import { friendly, isDiscovery } from './friendly.ts'
import { tortureServer } from './torture-server.ts'

// Some of them wait for deadlines, so they have a script of their own: `npm run test:torture`. Besides `run`: what else talks to servers, to one that answers discovery well and is hostile then.
const ONLY = ['--only', 'chat/id', 'chat/response', 'streaming/done', '--timeout', '3']

async function turned(name: string): Promise<string> {
  const server = await tortureServer(caseNamed(name), friendly((await standIn()).url, isDiscovery))
  whenDone(server.stop)
  return server.url
}
const isClear = ({ stderr }: Ended): void => expect(stderr).not.toMatch(/^\s+at |\w+Error: |node:internal/m)

describe.concurrent.each(['never answers', 'garbage', 'deep field', 'gzip bomb'])('a server that %s', (name) => {
  test('compares as what could not be compared, or regresses', async () => {
    const good = await standIn()
    const compared = await cli(['compare', good.url, await turned(name), ...ONLY, '--out', folder()])
    isClear(compared)
    expect(compared.code).toBeGreaterThan(0)
    expect(compared.stdout).not.toMatch(/^SAFE/m)
  })

  test('is no reference, and the report says so', async () => {
    const good = await standIn()
    const out = folder()
    const run = {
      ...(await cli(['--target', good.url, '--reference', await turned(name), ...ONLY, '--out', out])),
      ...written(out),
    }
    isClear(run)
    expect(run.code).toBe(0)
    // Bodies that cannot be read do differ from those that can.
    const silent = /never|garbage/.test(name)
    expect({ note: run.record.reference.note, differences: run.record.differences.length }).toEqual(
      silent
        ? {
            note: expect.stringMatching(
              /gave no whole answer to \d+ of \d+ requests, so nothing is compared there \((DEADLINE|HPE_INVALID_CONSTANT)/,
            ),
            differences: 0,
          }
        : { note: null, differences: expect.any(Number) },
    )
    expect(run.report).toMatch(silent ? /gave no whole answer/ : /asked live with the same requests/)
    if (!silent) expect(run.evidence).toMatch(/, twice\. [1-9]\d* differences\./)
  })

  test('is a gateway that breaks what it passes on', async () => {
    const good = await standIn()
    const out = folder()
    const run = {
      ...(await cli(['--via', await turned(name), '--target', good.url, ...ONLY, '--out', out])),
      ...written(out),
    }
    isClear(run)
    expect(run.code).toBeGreaterThan(0)
    expect(run.record.gateway).toBeDefined()
  })

  test('is audited to the end, or given up', async () => {
    const out = folder()
    const server = await tortureServer(
      caseNamed(name),
      friendly((await standIn()).url, (_request, at) => at === 0),
    )
    whenDone(server.stop)
    const audited = await cli(['audit', server.url, '--slow', '1', '--out', out])
    isClear(audited)
    const silent = /never|garbage/.test(name)
    expect({ given: audited.code === 2, told: existsSync(path.join(out, 'audit.json')) }).toEqual({
      given: silent,
      told: !silent,
    })
    if (silent) expect(audited.stderr).toMatch(/stopped answering: not sent: 3 requests in a row had no answer/)
  })

  test('is learned from as far as anything was seen', async () => {
    const dir = folder()
    const app = `const base = process.env.OPENAI_BASE_URL; fetch(base + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'gpt-4o-mini', messages: [] }), signal: AbortSignal.timeout(1500) }).then((r) => r.text()).catch(() => {})`
    const learned = await cli([
      'learn',
      '--upstream',
      await turned(name),
      '--command',
      `node -e "${app}"`,
      '--name',
      'app',
      '--out',
      path.join(dir, 'app.yaml'),
    ])
    isClear(learned)
    expect(learned.stderr + learned.stdout).not.toBe('')
    if (learned.code === 0) expect(readFileSync(path.join(dir, 'app.yaml'), 'utf8')).toContain('id: app')
  })
})
