import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, reported, type Ended } from './command-line.ts'
import { chatRequests, standIn } from './servers.ts'

const ESCAPE = /\u001b/

const succeeded = ({ code, stderr }: Ended): void => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
}

describe.concurrent('commands that judge nothing', () => {
  test('plan tells requests and tokens, and sends no chat request', async () => {
    const server = await standIn()
    const ended = await cli(['plan', '--target', server.url, '--reference', server.url])
    succeeded(ended)
    expect(chatRequests(server)).toEqual([])
    const [, requests = '', tokens = ''] =
      /At most (\d+) requests and (\d+) generated tokens to the target, and twice to the live reference/.exec(
        ended.stdout,
      ) ?? []
    expect(Number(requests)).toBeGreaterThan(50)
    expect(Number(tokens)).toBeGreaterThan(500)
    expect(Number(tokens)).toBeLessThanOrEqual(10_000)
    expect(ended.stdout).toMatch(/\| stop\/string +\| gpt-4o-mini/)
  })

  test('plan of a part is a part', async () => {
    const { url } = await standIn()
    const { stdout } = await cli(['plan', '--target', url, '--reference', 'none', '--only', 'stop/string'])
    expect(stdout.match(/^\| [a-z]+\//gm)).toEqual(['| stop/'])
    expect(stdout).toMatch(/Skipped, not selected: \d+ rules/)
  })

  test('list shows every rule, or those asked for, one a line', async () => {
    const all = await cli(['list'])
    succeeded(all)
    const part = await cli(['list', '--only', 'stop', 'chat/id'])
    succeeded(part)
    const lines = part.stdout.trimEnd().split('\n')
    expect(lines.every((line) => /^(stop\/|chat\/id\/)\S+ {2}(must|should|may) {2}\S/.test(line))).toBe(true)
    expect(all.stdout.split('\n').length).toBeGreaterThan(lines.length + 300)
    expect(lines.every((line) => all.stdout.includes(line))).toBe(true)
    const areas = all.stdout.split('\n').map((line) => line.split('/')[0])
    // By importance, never by the alphabet.
    expect([areas[0], areas.indexOf('completions') > areas.indexOf('tools')]).toEqual(['chat', true])
  })

  test('help and hints are as they are typed in a clone, and fit 80 columns', async () => {
    const started = { npm_lifecycle_event: 'start', npm_package_name: 'ollama-conformance' }
    const commands = [
      'run',
      'plan',
      'upgrade',
      'compare',
      'bisect',
      'matrix',
      'list',
      'presets',
      'explain',
      'judge',
      'merge',
      'deviation-report',
      'check-reference',
      'audit',
      'learn',
    ]
    const helps = await Promise.all(
      [['--help'], ...commands.map((name) => [name, '--help'])].map((args) => cli(args, started)),
    )
    for (const help of helps) {
      succeeded(help)
      expect(help.stdout).toMatch(/^Usage: npm start -- /)
      expect(help.stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
    expect(helps[0]?.stdout).toContain('`npm start -- run --help` has its options.')
    expect((await cli(['--only', 'tolls'], started)).stderr).toContain('`npm start -- list` shows all')
    expect((await cli(['--only', 'tolls'])).stderr).toContain('`ollama-conformance list` shows all')
  })

  test.for(['--version', '-V'])('%s prints the name and the version, and nothing else', async (option) => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(await cli([option])).toEqual({ code: 0, stdout: `ollama-conformance ${version}\n`, stderr: '' })
  })

  test('help names every command and option', async () => {
    const [top, run] = [await cli(['--help']), await cli(['run', '--help'])]
    succeeded(top)
    succeeded(run)
    for (const name of ['run', 'plan', 'list', 'explain', 'judge'])
      expect(top.stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    for (const name of [
      'target',
      'reference',
      'model',
      'only',
      'skip',
      'timeout',
      'concurrency',
      'record',
      'out',
      'format',
      'fail-on',
      'api-key-env',
      'max-tokens-total',
    ]) {
      expect(run.stdout).toMatch(new RegExp(`^  --${name}\\b`, 'm'))
    }
    expect(run.stdout).not.toMatch(/default: (\[\]|false)/)
  })
})

describe.concurrent('the default target', () => {
  test.for<[string, (url: URL) => string]>([
    ['host:port', ({ host }) => host],
    [':port', ({ port }) => `:${port}`],
    ['0.0.0.0:port', ({ port }) => `0.0.0.0:${port}`],
    ['a full URL', ({ origin }) => `${origin}/`],
  ])('is what OLLAMA_HOST names, as %s', async ([, form]) => {
    const server = await standIn()
    const { code, stdout } = await cli(['plan', '--reference', 'none', '--only', 'models'], {
      OLLAMA_HOST: form(new URL(server.url)),
    })
    expect(code).toBe(0)
    expect(stdout).toContain('requests')
    expect(server.requests.some(({ path }) => path === '/v1/models')).toBe(true)
  })
})

/** The numbers in the line of the output that begins so. */
const numbersOf = (stderr: string, line: RegExp): number[] => (line.exec(stderr) ?? []).slice(1).map(Number)
const PLAN = /^Plan +\d+ suites?, at most (\d+) requests/m
const SENT = /^Sent +(\d+) requests to http\S+ in \d+:\d\d, (\d+) of them to find its models$/m

describe.concurrent('what is shown while it runs', () => {
  // The tool loop of the SDK sends twice.
  test.for([['tools/run-tools'], ['stop', 'chat/sdk'], ['models/retrieve', 'tools/run-tools', 'embeddings/sdk']])(
    'the requests of the plan are those that are sent, and the server counts as many: %s',
    async (only) => {
      const server = await standIn()
      const { stderr } = await reported(['--target', server.url, '--reference', 'none', '--only', ...only])
      const [[planned], [sent = 0, discovery = 0]] = [numbersOf(stderr, PLAN), numbersOf(stderr, SENT)]
      expect(discovery).toBeGreaterThan(0)
      expect({ sent, planned }).toEqual({ sent: server.requests.length, planned: sent - discovery })
    },
  )

  test('what is read from a recording is not said to be sent', async () => {
    const { out } = await reported(['--target', (await standIn()).url, '--reference', 'none', '--only', 'models'])
    const again = await reported(['--target', path.join(out, 'target'), '--reference', 'none', '--only', 'models'])
    expect(again.stderr).toMatch(PLAN)
    expect(again.stderr).not.toMatch(/^Sent/m)
    expect(again.stderr).toMatch(/Judging the answers …\nWriting the reports …\n$/)
  })

  test.for<[string, Record<string, string>]>([
    ['a pipe in CI', { CI: 'true', TERM: 'xterm-256color' }],
    ['NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }],
  ])('to %s is plain lines without escape codes', async ([, env]) => {
    const { url } = await standIn()
    const { stdout, stderr } = await reported(['--target', url, '--reference', 'none', '--only', 'models'], env)
    expect(stdout + stderr).not.toMatch(ESCAPE)
    const lines = stderr.trimEnd().split('\n')
    expect(lines.some((line) => line.startsWith('Target '))).toBe(true)
    expect(lines.filter((line) => /^target .* \d+\/\d+ suites, \d+ requests/.test(line)).length).toBeGreaterThan(0)
    expect(stderr).not.toContain('\r')
  })
})
