import { readFileSync } from 'node:fs'
import path from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { RunRecord } from '../../src/run/record.ts'
import { cli, everythingIn, folder, outcomes, withOutcome, written } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { caseNamed } from './cases/catalogue.ts'
import { friendly, isDiscovery } from './friendly.ts'
import { JSON_TYPE, whole, type HostileCase } from './hostile-case.ts'
import { tortureServer, type TortureServer } from './torture-server.ts'

/** Everything that needs no patience, one after the other, so that one run meets all of it. */
const MIXED = [
  'headers that attack', 'many headers that fit', 'invalid UTF-8', 'overlong UTF-8', 'raw surrogates', 'escaped surrogates', 'terminal escapes', 'NUL', 'byte order mark', 'CR-only lines',
  'deep field', 'deep arguments', 'deep content', 'duplicate keys', 'huge numbers', 'keys of every object', 'values of every object', 'null', 'half of the JSON', 'error in disguise',
  'gzip bomb', 'brotli bomb', 'broken gzip', 'stacked codings', 'HTML page as success', 'HTML error page', '204', '304', 'status 999', 'redirect loop', 'reset in the body', 'no last chunk', '101', 'garbage', 'two lengths', 'many keys', 'one answer for everything',
]
const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e'
const MARKUP = '</code></details><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) | **b** `` ]]>'

/** Answers each request in another hostile way, and discovery with a hostile name. */
async function mixed(): Promise<TortureServer> {
  const cases = MIXED.map(caseNamed)
  const good = await standIn()
  const known = friendly(good.url, ({ path: at }) => at === '/api/show')
  let at = 0
  const server = await tortureServer({ answer: (socket, request) => (cases[at++ % cases.length] as HostileCase).answer(socket, request) }, (socket, request) => {
    if (request.path === '/v1/models') socket.end(whole('200 OK', JSON_TYPE, JSON.stringify({ object: 'list', data: [{ id: ESCAPES + MARKUP, object: 'model', created: 1, owned_by: MARKUP }] })))
    else if (request.path === '/api/version') socket.end(whole('200 OK', JSON_TYPE, JSON.stringify({ version: ESCAPES + MARKUP })))
    else if (request.path === '/api/tags') socket.end(whole('200 OK', JSON_TYPE, JSON.stringify({ models: [{ model: ESCAPES + MARKUP, size: -1e400 }] })))
    else return known(socket, request)
    return true
  })
  whenDone(server.stop)
  return server
}

// oxlint-disable-next-line no-control-regex
const RAW = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/
/** Kept small, so that what takes memory beyond measure ends the process. Worker threads have as much again. */
const SMALL = { NODE_OPTIONS: '--max-old-space-size=700' }

test('a run of everything over a server that is hostile in every way ends with a whole report, and can be judged again and replayed', async () => {
  const server = await mixed()
  const [out, record] = [folder(), folder()]
  const run = { ...await cli(['--target', server.url, '--reference', 'observed', '--timeout', '2', '--format', 'md,json,html,junit,sarif', '--record', record, '--out', out], SMALL), ...written(out) }
  expect(run.stderr).not.toMatch(/^\s+at |Error:|node:internal|heap/m)
  expect(run.code).toBe(1)
  expect(violations('run-record', JSON.parse(JSON.stringify(run.record)))).toEqual([])
  expect(server.asked.length).toBeGreaterThan(300)
  expect(run.stdout + run.stderr).not.toMatch(RAW)
  const file = (name: string): string => readFileSync(path.join(out, name), 'utf8')
  for (const name of ['report.md', 'report.html', 'junit.xml', 'results.sarif']) expect({ name, raw: RAW.exec(file(name))?.[0] }).toEqual({ name, raw: undefined })
  expect(XMLValidator.validate(file('junit.xml'))).toBe(true)
  expect((JSON.parse(file('results.sarif')) as { runs: unknown[] }).runs).toHaveLength(1)
  expect(file('report.html').match(/<script/g)).toHaveLength(file('report.html').match(/<\/script>/g)?.length ?? 0)
  expect(file('report.html')).not.toMatch(/<img src=x|<script>alert/)
  expect((globalThis.Object.prototype as { polluted?: unknown }).polluted).toBeUndefined()

  expect((await cli(['judge', out], SMALL)).code).toBe(run.code)
  expect(outcomes(written(out).record)).toEqual(outcomes(run.record))
  const again = folder()
  const replayed = await cli(['--target', record, '--reference', 'observed', '--out', again], SMALL)
  expect(replayed.stderr).not.toMatch(/^\s+at |Error:/m)
  expect(outcomes(written(again).record)).toEqual(outcomes(run.record))
}, 180_000)

test('no request and no key follow a redirect to another host', async () => {
  const other = await tortureServer({ answer: (socket) => socket.end(whole('200 OK', JSON_TYPE, '{}')) })
  whenDone(other.stop)
  let at = 0
  const server = await tortureServer({ answer: (socket) => {
    socket.end(whole(['301 Moved', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'][at++ % 5] ?? '', JSON_TYPE, '', `Location: ${other.url}/v1/chat/completions`))
  } }, friendly((await standIn()).url, isDiscovery))
  whenDone(server.stop)
  const out = folder()
  const key = { OLLAMA_API_KEY: 'sk-canary-0123456789' }
  const { code } = await cli(['--target', server.url, '--reference', 'none', '--only', 'chat', 'errors/sdk', 'streaming/sdk', 'models', 'embeddings/sdk', '--out', out], key)
  expect(code).toBe(1)
  expect(server.asked.some(({ headers }) => headers['authorization'] === 'Bearer sk-canary-0123456789')).toBe(true)
  await cli(['audit', server.url, '--slow', '1', '--out', folder()], key)
  expect(other.asked).toEqual([])
  expect(everythingIn(out)).not.toContain('sk-canary')
  const { record } = written(out) as { record: RunRecord }
  expect(withOutcome(record, 'pass').filter((id) => !/^models\//.test(id))).toEqual([])
}, 90_000)
