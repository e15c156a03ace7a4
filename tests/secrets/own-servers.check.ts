import { describe, expect, test } from 'vitest'
import { everythingIn, folder, inOwnProcess as cli, reported } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'
import { CANARY, ONLY, TRACE } from './canary.ts'

describe.concurrent('each key goes to its own server and to no other', () => {
  const KEYS = {
    T: 'key-of-the-target-0123',
    R: 'key-of-the-reference-4567',
    OLLAMA_API_KEY: 'key-of-ollama-8901',
    OPENAI_API_KEY: 'key-of-openai-2345',
    OPENROUTER_API_KEY: 'key-of-openrouter-6789',
  }
  const ROWS: [string, (one: string, other: string) => string[], string[], string[]][] = [
    [
      'named for both',
      (one, other) => ['--target', one, '--reference', other, '--api-key-env', 'T', '--reference-api-key-env', 'R'],
      [KEYS.T],
      [KEYS.R],
    ],
    [
      'named for none',
      (one, other) => ['--target', one, '--reference', other],
      [KEYS.OLLAMA_API_KEY],
      [KEYS.OPENAI_API_KEY],
    ],
    ['named for a gateway', (one, other) => ['--via', one, '--target', other, '--api-key-env', 'T'], [KEYS.T], []],
    [
      'named for what is behind it',
      (one, other) => ['--via', one, '--target', other, '--reference-api-key-env', 'R'],
      [KEYS.OLLAMA_API_KEY],
      [KEYS.R],
    ],
    [
      'of presets that stand elsewhere',
      (one, other) => ['--target', `openrouter=${one}/v1`, '--reference', `openai=${other}/v1`],
      [KEYS.OPENROUTER_API_KEY],
      [KEYS.OPENAI_API_KEY],
    ],
  ]

  test.for(ROWS)('%s', async ([, args, one, other]) => {
    const heard: [string[], string[]] = [[], []]
    const [first, second] = await Promise.all(
      heard.map((all) =>
        standIn({
          hooks: {
            response: (reply, { headers }) => {
              all.push(
                ...headers.flatMap(([name, value]) =>
                  /authorization|key|token/i.test(name) ? [value.replace('Bearer ', '')] : [],
                ),
              )
              return reply
            },
          },
        }),
      ),
    )
    const served = [first, second].map((server) => server?.url ?? '')
    const { code, stderr } = await cli(
      [...args(served[0] ?? '', served[1] ?? ''), '--only', 'chat/id', 'models', '--out', folder()],
      KEYS,
    )
    expect({ code, stderr }).toMatchObject({ code: expect.toBeOneOf([0, 1]) })
    expect(heard.map((all) => [...new Set(all)].filter((value) => !/wrong|invalid|sk-/.test(value)))).toEqual([
      one,
      other,
    ])
  })
})

describe.concurrent('the key of OpenAI', () => {
  const authorizations = (requests: { headers: [string, string][] }[]): string[] =>
    requests.flatMap(({ headers }) => headers.filter(([name]) => name === 'authorization').map(([, value]) => value))

  test('goes to no target', async () => {
    const server = await standIn()
    const run = await reported(['--target', server.url, ...ONLY], { OPENAI_API_KEY: CANARY })
    expect(authorizations(server.requests)).toEqual([])
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
  })

  test('goes to the reference that OPENAI_BASE_URL names, and makes it the reference', async () => {
    const target = await standIn()
    const reference = await standIn({ key: CANARY })
    const run = await reported(['--target', target.url, '--only', 'chat/id'], {
      OPENAI_API_KEY: CANARY,
      OPENAI_BASE_URL: `${reference.url}/v1`,
    })
    expect(run.code).toBe(0)
    expect(run.record.reference).toMatchObject({ kind: 'live', baseUrl: `${reference.url}/v1` })
    expect(authorizations(target.requests)).toEqual([])
    expect(new Set(authorizations(reference.requests))).toEqual(new Set([`Bearer ${CANARY}`]))
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
  })
})
