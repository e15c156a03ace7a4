import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, reported, NOWHERE } from './command-line.ts'
import { fixed, httpServer, standIn, tcpServer } from './servers.ts'

/** Bad input is one line that says what to do, on stderr, and exit code 2. */
async function refused(args: string[], says: RegExp, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await cli(args, env)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/^\s+at |node:internal|undefined|\[object/m)
  expect(stdout).toBe('')
  expect(code).toBe(2)
  return stderr
}

const run = (target: string, ...more: string[]): string[] => [
  '--target',
  target,
  '--reference',
  'none',
  '--out',
  path.join(folder(), 'out'),
  ...more,
]

describe.concurrent('options', () => {
  test.for<[string, string[], RegExp]>([
    ['an unknown option', ['--tarket', 'x'], /--tarket.*--target/],
    ['an unknown option of a command', ['plan', '--onyl', 'x'], /--onyl.*--only/],
    ['an unknown command', ['jugde', 'x'], /jugde.*judge/],
    ['an unknown command to help with', ['help', 'jugde'], /jugde.*judge/],
    ['an address in place of a command', ['http://127.0.0.1:11434'], /write --target http:\/\/127\.0\.0\.1:11434\./],
    ['a model in place of a command', ['llama3.2:1b'], /write --model llama3\.2:1b\./],
    ['a word that is like no command', ['wombat'], /no command wombat\. `ollama-conformance --help` shows all/],
    ['an argument too many', ['list', 'stop'], /too many arguments/i],
    ['a command without its argument', ['explain'], /rule/],
    ['an option without its value', ['--target'], /--target.*argument missing/i],
    ['an unknown rule in --only', ['--only', 'stop/strin'], /stop\/strin.*stop\/string/],
    ['an unknown area in --skip', ['--skip', 'steaming'], /steaming.*streaming/],
    ['an unknown rule in list', ['list', '--only', 'tols'], /tols.*tools/],
    ['an unknown rule to explain', ['explain', 'chat/id/uniqe'], /chat\/id\/uniqe.*chat\/id\//],
    ['an unknown format', ['--format', 'md,jsn'], /jsn.*json/],
    ['no format', ['--format', ''], /format/],
    ['an unknown level', ['--fail-on', 'shuld'], /shuld.*must, should, never/],
    ['a number that is none', ['--timeout', 'soon'], /--timeout.*soon.*whole number/],
    ['zero', ['--concurrency', '0'], /--concurrency.*at least 1/],
    ['a negative number', ['--max-tokens-total', '-5'], /--max-tokens-total.*at least 1/],
    ['a key in place of its variable', ['--api-key-env', 'sk-proj-canary'], /name of a variable/],
    ['a shard that is none', ['--shard', '3/2'], /--shard.*3\/2.*I\/N/],
    ['half a shard', ['--shard', '1'], /--shard.*2\/4/],
    ['what a comparison has no place for', ['compare', 'a', 'b', '--record', 'x'], /--record.*compare --help/],
    [
      'what only captured traffic is judged with',
      ['judge', 'reports/ollama-0.5.7', '--only', 'stop'],
      /run folder.*--only/,
    ],
    ['a shard of a comparison', ['compare', 'a', 'b', '--shard', '1/2'], /--shard/],
    ['a fraction', ['--concurrency', '1.5'], /--concurrency.*whole number/],
    ['an endless number', ['--timeout', '99999999999'], /--timeout.*at most/],
    ['a port that cannot be', ['--target', 'http://127.0.0.1:99999'], /99999/],
    ['another protocol', ['--target', 'ftp://127.0.0.1'], /ftp.*http/],
    ['a folder that is not there', ['--target', './no/such-folder'], /no\/such-folder: there is no such folder/],
    [
      'a folder that is not there, below this one',
      ['--target', 'fixtures/recordings/none'],
      /recordings\/none: there is no such folder/,
    ],
    [
      'a folder that is not there, as Windows writes it',
      ['--target', 'C:\\recordings\\none'],
      /none: there is no such folder/,
    ],
    [
      'a variable for the key that is not set',
      ['--target', `http://${NOWHERE}`, '--api-key-env', 'NO_SUCH'],
      /--api-key-env NO_SUCH: that variable is not set/,
    ],
    [
      'the same of the reference',
      [
        '--target',
        'openai',
        '--reference',
        `http://${NOWHERE}`,
        '--reference-api-key-env',
        'NO_SUCH',
        '--api-key-env',
        'PATH',
      ],
      /--reference-api-key-env NO_SUCH: that variable is not set/,
    ],
    [
      'the same of an audit',
      ['audit', `http://${NOWHERE}`, '--api-key-env', 'NO_SUCH'],
      /--api-key-env NO_SUCH: that variable is not set/,
    ],
  ])('%s', async ([, args, says]) => {
    await refused(args, says)
  })
})

test.for<[string, string[]]>([
  ['of a run', ['--target', `http://${NOWHERE}`]],
  ['of an audit', ['audit', `http://${NOWHERE}`]],
])('a key %s that a header cannot contain', async ([, args]) => {
  await refused(args, /OLLAMA_API_KEY is invalid: character 4 of 7 is U\+000A, /, { OLLAMA_API_KEY: 'key\n456\n' })
})

describe.concurrent('options that npm keeps, as the two dashes are forgotten', () => {
  const started = { npm_lifecycle_event: 'start', npm_package_name: 'ollama-conformance' }

  test.for<[string, Record<string, string>, RegExp]>([
    [
      'with the value behind a blank',
      { npm_config_target: 'true' },
      /npm kept --target for itself.*`npm start -- --target …`/,
    ],
    [
      'with the value behind =',
      { npm_config_target: 'http://127.0.0.1:9', npm_config_fail_on: 'true' },
      /npm kept --target, --fail-on for itself/,
    ],
  ])('%s', async ([, kept, says]) => {
    await refused(['http://127.0.0.1:9'], says, { ...started, ...kept })
  })

  test('but a setting of npm, or of another script, is none', async () => {
    const asked = ['--target', `http://${NOWHERE}`]
    await refused(asked, /cannot be reached/, { ...started, npm_config_target: '28.0.0' })
    await refused(asked, /cannot be reached/, { ...started, npm_package_name: 'other', npm_config_target: 'true' })
  })
})

describe.concurrent('targets', () => {
  test('a port where nothing listens', () =>
    refused(run(`http://${NOWHERE}`), /127\.0\.0\.1:9\/v1 cannot be reached.*ECONNREFUSED/))
  test('a host that does not exist', () =>
    refused(run('http://no-such-host.invalid'), /no-such-host\.invalid.*cannot be reached/))
  test('a reference that is none, or where nothing listens', async () => {
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
    await refused(run(url.replace('http:', 'https:')), /http against https|cannot be reached/)
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
