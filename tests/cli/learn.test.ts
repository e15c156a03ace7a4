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

  test('what it sends becomes a profile with its own requests, without what people wrote', async () => {
    const { code, stdout, file, dir, profile } = await learned('--upstream', (await standIn()).url, '--command', APP)
    expect(code).toBe(0)
    expect(stdout).toContain('Learned from 2 calls: POST /chat/completions')
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
    const required = profile.requires.flatMap(({ rules }) => rules)
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

  test('a run with it sends the requests of the app and fails where they do', async () => {
    const { file } = await learned('--upstream', (await standIn()).url, '--command', APP, '--keep-text')
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

  test('a check of the app tells which fields it needs', async () => {
    const { code, profile } = await learned('--upstream', (await standIn()).url, '--command', APP, '--fields')
    expect(code).toBe(0)
    expect(profile.reads).toEqual(
      expect.arrayContaining([
        'chat-completion: choices',
        'chat-completion: choices[].message.content',
        'chat-completion-chunk: choices[].delta',
      ]),
    )
    expect(profile.reads?.filter((field) => /created|usage|finish_reason/.test(field))).toEqual([])
    expect(profile.requires.flatMap(({ rules }) => rules)).toContain('chat/response/choices-message-content-present')
  })

  test('captured calls teach the same', async () => {
    const { dir } = await learned('--upstream', (await standIn()).url, '--command', APP)
    const { code, profile } = await learned('--from', path.join(dir, 'calls.jsonl'), '--keep-text')
    expect(code).toBe(0)
    expect(JSON.stringify(profile.probes)).toContain('Secret: count from')
    expect(JSON.stringify(profile.probes)).toContain('Mail me at [redacted]')
  })

  test.for([
    ['a command that fails', ['--command', 'exit 3'], /ended with code 3/],
    ['nothing seen', ['--command', 'true'], /No call to an OpenAI-compatible API was seen/],
    ['a bad name', ['--name', 'My App'], /My App is no id/],
    ['fields without a command', ['--fields'], /--fields needs --command/],
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

  test('a check that fails with all fields in place is told', async () => {
    const dir = folder()
    const once = path.join(dir, 'once.mjs')
    writeFileSync(
      once,
      "import { existsSync, writeFileSync } from 'node:fs'\nif (existsSync(process.argv[2])) process.exit(4)\nwriteFileSync(process.argv[2], '')\nawait fetch(process.env.OPENAI_BASE_URL + '/models')\n",
    )
    const { code, stderr } = await cli([
      'learn',
      '--upstream',
      (await standIn()).url,
      '--out',
      path.join(dir, 'x.yaml'),
      '--fields',
      '--command',
      `'${process.execPath}' '${once}' '${path.join(dir, 'mark')}'`,
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/fails on the answers it got before/) })
  })
})
