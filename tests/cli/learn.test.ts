import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { violations } from '../../src/contract/validate.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { cli, everythingIn, folder, NOWHERE, outcomes, reported, withOutcome } from './command-line.ts'
import { chatRequests, standIn } from './servers.ts'
import { APP } from './watched-app.ts'

async function learned(
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string; dir: string; file: string; profile: Profile }> {
  const dir = folder()
  const file = path.join(dir, 'app.yaml')
  const ended = await cli([
    'learn',
    '--name',
    'shop',
    '--out',
    file,
    '--capture',
    path.join(dir, 'calls.jsonl'),
    ...args,
  ])
  if (!existsSync(file)) throw new Error(ended.stderr)
  return { ...ended, dir, file, profile: parse(readFileSync(file, 'utf8')) as Profile }
}

/** Nothing is tried in this time. */
const UNMEASURED = ['--budget', '0.000001']

describe.concurrent('learning from an app', () => {
  test('a server that no call reaches teaches nothing: exit code 2, and no profile', async () => {
    const file = path.join(folder(), 'app.yaml')
    const command = `node -e 'fetch(process.env.OPENAI_BASE_URL + "/models").then(() => {})'`
    const args = ['learn', '--upstream', `http://${NOWHERE}`, '--command', command, '--out', file]
    const { code, stdout, stderr } = await cli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /127\.0\.0\.1:9 was reached by none of the calls, so nothing is learned/,
    )
    expect(existsSync(file)).toBe(false)
  })

  test('what was captured becomes a guess with its own requests, without what people wrote', async () => {
    const { dir: captured } = await learned('--upstream', (await standIn()).url, '--command', APP, ...UNMEASURED)
    const { code, stdout, file, dir, profile } = await learned('--from', path.join(captured, 'calls.jsonl'))
    expect(code).toBe(0)
    expect(stdout).toContain('Learned from 2 calls: POST /chat/completions')
    expect(stdout).toContain('It is a guess. Measure it')
    expect([profile.measured, profile.source]).toEqual([undefined, 'a guess from 1 captured files, not measured'])
    expect(violations('profile', profile)).toEqual([])
    expect(profile.sends?.parameters).toEqual(['chat.max_tokens', 'chat.messages', 'chat.stop', 'chat.stream'])
    expect(profile.probes?.map(({ body }) => body)).toEqual([
      { max_tokens: 24, messages: [{ role: 'user', content: 'xxxxxx: xxxxx xxxx 0 xx 0' }], stop: ['7'] },
      {
        max_tokens: 24,
        messages: [
          { role: 'system', content: 'xxx xxx xxxxx.' },
          { role: 'user', content: 'xxxx xx xx xxxx@xxxxxxx.xxx' },
        ],
        stream: true,
      },
    ])
    const required = (profile.requires ?? []).flatMap(({ rules }) => rules)
    expect(required).toEqual(
      expect.arrayContaining([
        'stop/list/finish-reason',
        'streaming/framing/content-type',
        'roles/system/*',
        'chat/sdk/*',
      ]),
    )
    expect(required.filter((rule) => /^(tools|embeddings|vision)/.test(rule))).toEqual([])
    expect(readFileSync(file, 'utf8')).not.toMatch(/Secret|jane|canary/)
    expect(everythingIn(dir)).not.toContain('sk-canary')
  })

  test('a run with it sends the requests of the app and tells where they fail', async () => {
    const { dir } = await learned('--upstream', (await standIn()).url, '--command', APP, ...UNMEASURED)
    const { file } = await learned('--from', path.join(dir, 'calls.jsonl'), '--keep-text')
    const good = await standIn()
    const fine = await reported(['--target', good.url, '--reference', 'none', '--profile', file])
    expect({ code: fine.code, open: fine.record.profiles[0]?.open }).toEqual({ code: 0, open: [] })
    expect(outcomes(fine.record)).toMatchObject({
      'app/shop-chat-1/stopped': 'pass',
      'app/shop-chat-2/whole-stream': 'pass',
    })
    expect(chatRequests(good).some(({ body }) => body?.includes('Secret: count from'))).toBe(true)
    const again = await cli(['judge', fine.out])
    expect(again.code).toBe(0)
    const deaf = await reported([
      '--target',
      (await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })).url,
      '--reference',
      'none',
      '--profile',
      file,
    ])

    expect(deaf.code).toBe(1)
    expect(withOutcome(deaf.record, 'fail')).toContain('app/shop-chat-1/stopped')
  })

  test('captured calls teach the same', async () => {
    const { dir } = await learned('--upstream', (await standIn()).url, '--command', APP, ...UNMEASURED)
    const { code, profile } = await learned('--from', path.join(dir, 'calls.jsonl'), '--keep-text')
    expect(code).toBe(0)
    expect(JSON.stringify(profile.probes)).toContain('Secret: count from')
    expect(JSON.stringify(profile.probes)).toContain('Mail me at [redacted]')
  })

  test.for([
    ['a command that fails', ['--command', 'exit 3'], /ended with code 3/],
    ['nothing seen', ['--command', 'true'], /No call to an OpenAI-compatible API was seen/],
    ['a bad name', ['--name', 'My App'], /My App is no id/],
    ['fields, which are tried anyway', ['--fields', '--command', 'true'], /--fields is gone: with --command/],
    ['a budget without a command', ['--budget', '1'], /--budget needs --command/],
    ['a warning that cannot be read', ['--command', 'true', '--warn-pattern', '('], /no regular expression/],
    ['nothing to go on with', ['--command', 'true', '--resume'], /There is nothing to go on with/],
    ['a bad port', ['--port', '70000'], /It must be a port/],
  ] as const)('%s is told in one line', async ([, args, message]) => {
    const dir = folder()
    const { code, stderr } = await cli([
      'learn',
      '--upstream',
      '127.0.0.1:9',
      '--out',
      path.join(dir, 'x.yaml'),
      ...args,
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
  })

  test('a command that fails on the answers it got before is told, and a guess is left', async () => {
    const dir = folder()
    const once = path.join(dir, 'once.mjs')
    writeFileSync(
      once,
      "import { existsSync, writeFileSync } from 'node:fs'\nif (existsSync(process.argv[2])) process.exit(4)\nwriteFileSync(process.argv[2], '')\nawait fetch(process.env.OPENAI_BASE_URL + '/models')\n",
    )
    const out = path.join(dir, 'x.yaml')
    const command = `'${process.execPath}' '${once}' '${path.join(dir, 'mark')}'`
    const { code, stderr } = await cli([
      'learn',
      '--upstream',
      (await standIn()).url,
      '--out',
      out,
      '--command',
      command,
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/cannot be replayed: it was green/) })
    expect(readFileSync(out, 'utf8')).toContain('a guess from watching the app')
  })
})
