import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, reported, NOWHERE } from './command-line.ts'
import { refused, run } from './refused.ts'
import { fixed, httpServer, standIn, tcpServer } from './servers.ts'

describe.concurrent('targets', () => {
  test('a port where nothing listens', () =>
    refused(run(`http://${NOWHERE}`), /127\.0\.0\.1:9\/v1 cannot be reached.*ECONNREFUSED/))

  test('a host that does not exist', () =>
    refused(run('http://no-such-host.invalid'), /no-such-host\.invalid.*cannot be reached/))

  test('an invalid reference, or one where nothing listens', async () => {
    const { url } = await standIn()
    await refused(['--target', url, '--reference', 'ftp://127.0.0.1', '--out', folder()], /--reference ftp.*http/)
    await refused(
      ['--target', url, '--reference', `http://${NOWHERE}`, '--out', folder()],
      /127\.0\.0\.1:9\/v1 cannot be reached/,
    )
  })

  test('a port that greets as SSH does', async () => {
    const address = await tcpServer((socket) => {
      socket.write('SSH-2.0-OpenSSH_9.6\r\n')
    })
    await refused(run(`http://${address}`), /does not speak HTTP/)
  })

  test('a port that says nothing', async () => {
    const address = await tcpServer(() => {})
    await refused(run(`http://${address}`, '--timeout', '1'), /cannot be reached.*within 1 s/)
  })

  test('a port that hangs up', async () => {
    const address = await tcpServer((socket) => {
      socket.end()
    })
    await refused(run(`http://${address}`), /cannot be reached/)
  })

  test('https asked of a server without', async () => {
    const { url } = await standIn()
    const said = await refused(
      run(url.replace('http:', 'https:')),
      /does not speak TLS\. Is this an http port\? Name http:/,
    )
    expect(said).not.toMatch(/SSL|EPROTO|openssl/i)
  })

  test.for([
    ['Go', 'text/plain', 'Client sent an HTTP request to an HTTPS server.\n'],
    ['nginx', 'text/html', '<html><center>The plain HTTP request was sent to HTTPS port</center></html>'],
  ] as const)('http asked of a server that speaks https, as %s says it', async ([, type, text]) => {
    await refused(run(await fixed(400, type, text)), /speaks TLS\. Name https:\/\/127/)
  })

  const error = (message: string): string => JSON.stringify({ error: { message, type: 'x' } })
  test.for<[status: number, body: string, says: RegExp]>([
    [
      404,
      error('no such path'),
      /\/models answers HTTP 404 \(no such path\)\. Check the path of the base URL, or name a model/,
    ],
    [404, '404 page not found', /\/models answers HTTP 404\. Check the path/],
    [503, error('Loading model'), /\/models answers HTTP 503 \(Loading model\)\. Wait until the server is ready, or/],
    [503, 'upstream connect error', /\/models answers HTTP 503\. Wait until the server is ready/],
    [429, error('slow down'), /\/models answers HTTP 429 \(slow down\)\. Wait/],
    [200, '{"object":"list"}', /\/models answers HTTP 200 without a list of models\. Name a model with --model\./],
  ])('a list of models that is HTTP %i: %s', async ([status, body, says]) => {
    await refused(run(await fixed(status, body.startsWith('{') ? 'application/json' : 'text/plain', body)), says)
  })

  test('a website', async () => {
    await refused(run(await fixed(200, 'text/html', '<!doctype html><title>Welcome</title>')), /HTML page.*base URL/)
  })

  test('a website that finds nothing', async () => {
    await refused(run(await fixed(404, 'text/html', '<html><h1>Not Found</h1></html>')), /HTML page \(HTTP 404\)/)
  })

  test('an Ollama asked below a path where it has no API', async () => {
    const url = await httpServer((request, response) => {
      const [status, body] =
        request.url === '/api/version'
          ? [200, '{"version":"0.24.0"}']
          : request.url === '/v1/models'
            ? [200, '{"object":"list","data":[]}']
            : [404, '404 page not found']
      response
        .writeHead(status as number, { 'content-type': status === 200 ? 'application/json' : 'text/plain' })
        .end(body)
    })
    await refused(
      run(`${url}/v2`),
      new RegExp(`/v2 is not where this Ollama has its OpenAI-compatible API.*Name ${url}/v1`),
    )
    await refused(run(`${url}/v1`), /has no models/)
  })

  test('a server that answers in plain text', async () => {
    await refused(run(await fixed(200, 'text/plain', 'Ollama is running')), /without JSON/)
  })

  test.for([
    ['an empty list', '[]'],
    ['null', 'null'],
  ])('a server without models: %s', async ([, data]) => {
    await refused(run(await fixed(200, 'application/json', `{"object":"list","data":${data}}`)), /has no models/)
  })

  test('a server with embedding models only', async () => {
    const list = JSON.stringify({
      object: 'list',
      data: [{ id: 'nomic-embed-text', object: 'model', created: 1, owned_by: 'library' }],
    })
    await refused(run(await fixed(200, 'application/json', list)), /no chat model \(only nomic-embed-text\)/)
  })

  test('a model that does not exist', async () => {
    const { url } = await standIn()
    await refused(run(url, '--model', 'gpt-4o-mni'), /no model gpt-4o-mni.*nearest.*gpt-4o-mini/)
  })

  test('a wrong key, or none', async () => {
    const { url } = await standIn({ key: 'sk-right-one' })
    await refused(run(url), /refuses the key \(HTTP 401.*OLLAMA_API_KEY/)
    await refused(run(url, '--api-key-env', 'MY_KEY'), /refuses the key.*MY_KEY/, { MY_KEY: 'sk-wrong-one' })
  })

  test('an output folder that cannot be', async () => {
    const { url } = await standIn()
    const file = path.join(folder(), 'file')
    writeFileSync(file, '')
    await refused(['--target', url, '--reference', 'none', '--only', 'models', '--out', file], /--out.*file/)
    await refused(
      ['--target', url, '--reference', 'none', '--only', 'models', '--out', folder(), '--record', file],
      /--record.*file/,
    )
  })
})

describe.concurrent('recordings', () => {
  test('a folder that holds none', async () => {
    const dir = folder()
    await refused(run(dir), /holds no recording\.json/)
    await refused(['judge', dir], /results\.json/)
    await refused(['judge', path.join(dir, 'absent')], /absent.*results\.json/)
  })

  test('a recording that is damaged', async () => {
    const { url } = await standIn()
    const { out } = await reported(['--target', url, '--reference', 'none', '--only', 'models'])
    const file = path.join(out, 'target', 'exchanges.jsonl')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, lines.with(1, lines[1]?.slice(0, 100) ?? '').join('\n'))
    await refused(run(out), /exchanges\.jsonl:2 is not JSON/)
    await refused(['judge', out], /exchanges\.jsonl:2 is not JSON/)
    writeFileSync(file, lines.with(1, '{"key":1}').join('\n'))
    await refused(run(out), /exchanges\.jsonl:2 is no exchange/)
    writeFileSync(path.join(out, 'target', 'recording.json'), '{"format":')
    await refused(run(out), /recording\.json cannot be read/)
    writeFileSync(path.join(out, 'results.json'), 'null')
    await refused(['judge', out], /results\.json/)
  })

  test('a run that would write over the recording it reads', async () => {
    const { url } = await standIn()
    const { out } = await reported(['--target', url, '--reference', 'none', '--only', 'models'])
    const before = readFileSync(path.join(out, 'target', 'exchanges.jsonl'), 'utf8')
    await refused(
      ['--target', out, '--reference', 'none', '--only', 'models/retrieve', '--out', out],
      /--out.*Name another/,
    )
    await refused(
      ['--target', out, '--reference', 'none', '--out', folder(), '--record', path.join(out, 'target')],
      /--record.*Name another/,
    )
    expect(readFileSync(path.join(out, 'target', 'exchanges.jsonl'), 'utf8')).toBe(before)
  })
})

test('an output folder keeps what is not of the run', async () => {
  const { url } = await standIn()
  const out = folder()
  mkdirSync(path.join(out, 'target', 'debug'), { recursive: true })
  writeFileSync(path.join(out, 'target', 'debug', 'binary'), 'built at length')
  await cli(['--target', url, '--reference', 'none', '--only', 'models', '--out', out])
  expect(readFileSync(path.join(out, 'target', 'debug', 'binary'), 'utf8')).toBe('built at length')
})
