import { readFileSync } from 'node:fs'
import path from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { expect } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, outcomes, written } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { caseNamed } from './cases/catalogue.ts'
import { friendly } from './friendly.ts'
import { JSON_TYPE, whole, type HostileCase } from './hostile-case.ts'
import { tortureServer, type TortureServer } from './torture-server.ts'

/** Everything that needs no patience, one after the other, so that one run meets all of it. */
const MIXED = [
  'headers that attack',
  'many headers that fit',
  'invalid UTF-8',
  'overlong UTF-8',
  'raw surrogates',
  'escaped surrogates',
  'terminal escapes',
  'NUL',
  'byte order mark',
  'CR-only lines',
  'deep field',
  'deep arguments',
  'deep content',
  'duplicate keys',
  'huge numbers',
  'keys of every object',
  'values of every object',
  'null',
  'half of the JSON',
  'error in disguise',
  'gzip bomb',
  'brotli bomb',
  'broken gzip',
  'stacked codings',
  'HTML page as success',
  'HTML error page',
  '204',
  '304',
  'status 999',
  'redirect loop',
  'reset in the body',
  'no last chunk',
  '101',
  'garbage',
  'two lengths',
  'many keys',
  'one answer for everything',
]
const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e'
const MARKUP =
  '</code></details><script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) | **b** `` ]]>'

/** Answers each request in another hostile way, and discovery with a hostile name. */
async function mixed(): Promise<TortureServer> {
  const cases = MIXED.map(caseNamed)
  const good = await standIn()
  const known = friendly(good.url, ({ path: at }) => at === '/api/show')
  let at = 0
  const server = await tortureServer(
    { answer: (socket, request) => (cases[at++ % cases.length] as HostileCase).answer(socket, request) },
    (socket, request) => {
      if (request.path === '/v1/models')
        socket.end(
          whole(
            '200 OK',
            JSON_TYPE,
            JSON.stringify({
              object: 'list',
              data: [{ id: ESCAPES + MARKUP, object: 'model', created: 1, owned_by: MARKUP }],
            }),
          ),
        )
      else if (request.path === '/api/version')
        socket.end(whole('200 OK', JSON_TYPE, JSON.stringify({ version: ESCAPES + MARKUP })))
      else if (request.path === '/api/tags')
        socket.end(whole('200 OK', JSON_TYPE, JSON.stringify({ models: [{ model: ESCAPES + MARKUP, size: -1e400 }] })))
      else return known(socket, request)
      return true
    },
  )
  whenDone(server.stop)
  return server
}

const RAW = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e]/
/** Kept small, so that what takes memory beyond measure ends the process. Worker threads have as much again. */
const SMALL = { NODE_OPTIONS: '--max-old-space-size=700' }

/** Runs this part of the plan, and expects a whole report that can be judged again and replayed. */
export async function runMixed(only: string[], leastAsked: number): Promise<void> {
  const server = await mixed()
  const [out, record] = [folder(), folder()]
  const run = {
    ...(await cli(
      [
        '--target',
        server.url,
        '--reference',
        'observed',
        '--timeout',
        '2',
        '--format',
        'md,json,html,junit,sarif',
        '--record',
        record,
        '--out',
        out,
        ...only,
      ],
      SMALL,
    )),
    ...written(out),
  }
  expect(run.stderr).not.toMatch(/^\s+at |Error:|node:internal|heap/m)
  expect(run.code).toBe(1)
  expect(violations('run-record', JSON.parse(JSON.stringify(run.record)))).toEqual([])
  expect(server.asked.length).toBeGreaterThan(leastAsked)
  expect(run.stdout + run.stderr).not.toMatch(RAW)
  const file = (name: string): string => readFileSync(path.join(out, name), 'utf8')
  for (const name of ['report.md', 'evidence.md', 'report.html', 'junit.xml', 'results.sarif'])
    expect({ name, raw: RAW.exec(file(name))?.[0] }).toEqual({ name, raw: undefined })
  expect(XMLValidator.validate(file('junit.xml'))).toBe(true)
  expect((JSON.parse(file('results.sarif')) as { runs: unknown[] }).runs).toHaveLength(1)
  expect(file('report.html').match(/<script/g)).toHaveLength(file('report.html').match(/<\/script>/g)?.length ?? 0)
  expect(file('report.html')).not.toMatch(/<img src=x|<script>alert/)
  expect((globalThis.Object.prototype as { polluted?: unknown }).polluted).toBeUndefined()

  expect((await cli(['judge', out], SMALL)).code).toBe(run.code)
  expect(outcomes(written(out).record)).toEqual(outcomes(run.record))
  const again = folder()
  const replayed = await cli(['--target', record, '--reference', 'observed', '--out', again, ...only], SMALL)
  expect(replayed.stderr).not.toMatch(/^\s+at |Error:/m)
  expect(outcomes(written(again).record)).toEqual(outcomes(run.record))
}
