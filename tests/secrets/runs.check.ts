import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { everythingIn, folder, inOwnProcess as cli, reported, type Ended } from '../cli/command-line.ts'
import { errorReply, fixed, httpServer, onChat, standIn } from '../cli/servers.ts'
import { CANARY, coded, ONLY, TRACE } from './canary.ts'
import { parrot } from './parrot.ts'
import { CASES } from './runs-cases.ts'
import { TRAP, traps } from './sdk-variables.ts'
import { tracesOf } from './traces.ts'

/** Nothing of the keys is printed, nor written to any file of the folder. */
function isSilent(dir: string, { stdout, stderr }: Ended, ...keys: string[]): void {
  const text = [stdout, stderr, everythingIn(dir)].join('\n')
  for (const key of keys) expect(tracesOf(text, key)).toEqual([])
  // What is packed hides what it holds from everyone but those who unpack it.
  expect(text.match(/H4sI[\w+/=]*/g) ?? []).toEqual([])
}

describe.concurrent('no key is printed or written by', () => {
  test.for(Object.keys(CASES))('%s', async (name) => {
    const keys: string[] = []
    const { url, heard } = await parrot(keys)
    const dir = folder()
    const { args, env, code, keys: own = [CANARY] } = CASES[name]?.(url, dir) ?? { args: [] }
    keys.push(...own)
    const ended = await cli(args, env)
    expect(ended.code).toBe(code ?? ([0, 1, 2].includes(ended.code ?? -1) ? ended.code : 0))
    expect(ended.stderr + ended.stdout).not.toBe('')
    isSilent(dir, ended, ...keys)
    // It went where it was meant to go, or there would be nothing to hide; and never along with a redirect.
    if (/^(run, (from|in the URL|through|in a preset)|compare|audit|learn, from)/.test(name))
      expect(heard.join('\n')).toMatch(/Bearer|Basic|canary/)
    expect(heard).not.toContain('redirected')
  })

  test.for(['har', 'jsonl'])('judge, of captured %s', async (kind) => {
    const echo = JSON.stringify({
      error: {
        message: `Incorrect API key provided: ${CANARY}`,
        type: 'x',
        param: null,
        code: Buffer.from(CANARY).toString('base64'),
      },
    })
    const url = `https://gateway.example/v1/chat/completions?key=${coded}`
    const sent = JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'Hi' }], api_key: CANARY })
    const headers = { Authorization: `Bearer ${CANARY}`, Cookie: `session=${CANARY}` }
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.${kind}`)
    const entry = (status: number, text: string, type: string): unknown =>
      kind === 'jsonl'
        ? {
            request: { url, headers, body: sent },
            response: { status, headers: { 'content-type': type, 'set-cookie': `session=${CANARY}` }, body: text },
          }
        : {
            request: {
              method: 'POST',
              url,
              headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
              postData: { text: sent },
            },
            response: {
              status,
              statusText: `OK ${CANARY}`,
              headers: [{ name: 'Content-Type', value: type }],
              content: { text },
            },
          }
    const entries = [
      entry(401, echo, 'application/json'),
      entry(200, `data: {"id":"${CANARY}"}\n\n`, 'text/event-stream'),
      entry(200, `{"id": "${coded}"}`, 'application/json'),
    ]
    writeFileSync(
      file,
      kind === 'har' ? JSON.stringify({ log: { entries } }) : entries.map((one) => JSON.stringify(one)).join('\n'),
    )
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out'), '--fail-on', 'should'])
    expect(ended.code).toBe(1)
    expect(everythingIn(dir)).toContain('[redacted]')
    isSilent(dir, ended, CANARY)
  })

  test('judge, of traffic in which an answer repeats a key of the environment', async () => {
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.jsonl`)
    writeFileSync(
      file,
      JSON.stringify({
        request: {
          url: 'https://gateway.example/v1/chat/completions',
          body: '{"model":"small","messages":[{"role":"user","content":"Hi"}]}',
        },
        response: {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id: CANARY }),
        },
      }),
    )
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out')], {
      OPENAI_CUSTOM_HEADERS: `x-gateway: ${CANARY}`,
    })
    expect(everythingIn(dir)).toContain('[redacted]')
    isSilent(dir, ended, CANARY)
  })

  test('judge, of an archive that is broken where a key stands', async () => {
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.har`)
    writeFileSync(file, `{"log": {"entries": [{"headers": ${CANARY}}]}}`)
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out')])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('is not JSON') })
    expect(ended.stderr).not.toContain('canary')
    isSilent(dir, ended, CANARY)
  })

  test('run, where its URL cannot be used, nor where it is refused', async () => {
    const broken = await cli(['--target', `http://me:${CANARY}@127.0.0.1:99999`, '--out', folder()])
    const unreachable = await cli(['--target', `https://me:${coded}@127.0.0.1:9`, '--out', folder()])
    const refusing = await fixed(401, 'application/json', JSON.stringify({ error: { message: `wrong key ${CANARY}` } }))
    const refused = await cli(['--target', refusing, '--out', folder()], { OLLAMA_API_KEY: CANARY })
    const noTls = await cli([
      '--target',
      refusing.replace('http:', 'https:').replace('//', `//${coded}@`),
      '--out',
      folder(),
    ])
    const misplaced = await cli(['--target', refusing, '--api-key-env', CANARY, '--out', folder()])
    for (const { code, stdout, stderr } of [broken, unreachable, refused, noTls, misplaced]) {
      expect(stdout + stderr).not.toMatch(TRACE)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(2)
    }
  })
})

test('the variables that the SDK reads reach neither the target nor a file', async () => {
  const server = await standIn()
  const run = await reported(['--target', server.url, ...ONLY], traps())
  expect(run.code).toBe(0)
  expect(server.requests.filter(({ headers }) => headers.some(([name]) => name === 'x-stainless-lang'))).not.toEqual([])
  expect(JSON.stringify(server.requests)).not.toMatch(TRAP)
  expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRAP)
})

test('a command that is shown is what was typed, but for the key', async () => {
  const server = await standIn({ hooks: onChat(() => errorReply(400, 'no')) })
  const run = await reported([
    '--target',
    server.url.replace('//', `//me:${coded}@`),
    '--reference',
    'none',
    '--only',
    'chat/id',
  ])
  expect(run.record.metadata.command).toContain(
    `--target '${server.url.replace('//', '//[redacted]@')}' --reference none`,
  )
  expect(run.evidence).toContain('Authorization: Bearer $')
})

test('a body that holds a key inside a coding is kept decoded', async () => {
  const url = await httpServer((request, response) => {
    const body =
      request.url === '/v1/models'
        ? { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: CANARY }] }
        : { error: { message: `no ${CANARY}`, type: 'x', param: null, code: null } }
    response
      .writeHead(request.url === '/v1/models' ? 200 : 404, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      })
      .end(gzipSync(JSON.stringify(body)))
  })
  const run = await reported(['--target', url, '--reference', 'none', '--only', 'models'], { OLLAMA_API_KEY: CANARY })
  expect(everythingIn(run.out)).toContain('x-decoded-content-encoding')
  isSilent(run.out, run, CANARY)
})
