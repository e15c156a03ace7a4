import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../src/contract/validate.ts'
import type { Hooks } from '../src/deviations/hooks.ts'
import type { JsonObject } from '../src/deviations/server-reply.ts'
import type { ReferenceCheck } from '../src/drift/drift.ts'
import { modelIds, modelObject } from '../stand-in/models.ts'
import { CHANGES, completion, withEvent } from './changed-references.ts'
import { cli, folder, NOWHERE, type Ended } from './cli/command-line.ts'
import { fixed, standIn } from './cli/servers.ts'

interface Checked extends Ended {
  check: ReferenceCheck
  report: string
  out: string
}

async function checked(args: string[], env: Record<string, string> = {}): Promise<Checked> {
  const out = folder()
  const ended = await cli(['check-reference', ...args, '--out', out], env)
  const check = JSON.parse(readFileSync(path.join(out, 'reference.json'), 'utf8')) as ReferenceCheck
  return { ...ended, check, report: readFileSync(path.join(out, 'reference.md'), 'utf8'), out }
}

const asked = async (hooks: Hooks, only: string, more: string[] = []): Promise<Checked> =>
  checked(['--reference', (await standIn({ hooks })).url, '--only', ...only.split(' '), ...more])

describe('the stand-in as it is', () => {
  test('is as known, over the whole plan', async () => {
    const { url } = await standIn()
    const { code, stdout, stderr, check, report } = await checked(['--reference', url, '--concurrency', '16'])
    expect(check.differences).toEqual([])
    expect({ code, exitCode: check.exitCode, violations: violations('reference-check', check) }).toEqual({
      code: 0,
      exitCode: 0,
      violations: [],
    })
    expect(check.asked.judged).toBeGreaterThan(1000)
    expect(check.unasked).toEqual([])
    expect(stdout).toMatch(/^AS KNOWN {2}The reference is as the project knows it\.$/m)
    expect(stderr).toMatch(/^Reference {2}OpenAI at http.*, gpt-4o-mini$/m)
    expect(report).toMatch(/^# The reference is as the project knows it$/m)
    expect(report).not.toMatch(/^## Next step/m)
  })

  test('is as known in each part in which it is changed below', async () => {
    const only = new Set(Object.values(CHANGES).map((told) => told.only))
    const { code, check } = await asked({}, [...only].join(' '))
    expect({ code, differences: check.differences }).toEqual({ code: 0, differences: [] })
    // Of a part, not everything is seen.
    expect(check.unasked).toContain('embeddings')
  })
})

describe.concurrent('the stand-in with', () => {
  test.for(Object.entries(CHANGES))(
    '%s',
    async ([
      ,
      {
        hooks,
        only,
        more,
        drift,
        change: [file, at, lines],
      },
    ]) => {
      const { code, stdout, check, report } = await asked(hooks, only, more)
      expect({ code, violations: violations('reference-check', check) }).toEqual({ code: 1, violations: [] })
      const found = check.differences.find(({ kind, path: place }) => kind === drift.kind && place === drift.path)
      expect(found).toMatchObject(drift)
      expect(found?.count).toBeGreaterThan(0)
      expect(found?.of).toBeGreaterThanOrEqual(found?.count ?? 0)
      const [first] = found?.changes ?? []
      expect([first?.file, first?.at, lines.test(first?.lines ?? '')]).toEqual([file, at, true])
      // Nothing but the change is told, and what follows from it.
      const others = check.differences.filter((one) => one !== found && !['rule', 'behaviour'].includes(one.kind))
      expect(others).toEqual([])
      expect(stdout).toMatch(/^DIFFERS {2}The reference differs in \d+ things? from what the project knows of it\.$/m)
      expect(report).toContain(`### \`${drift.path}\` · `)
      expect(report).toMatch(new RegExp(`^Proposed change of \`${file}\`, at \`.*\`: \\w+`, 'm'))
    },
  )

  test('a rule that it fails, told with its suite; one that holds again does not count', async () => {
    const deaf: Hooks = { request: ({ stop: _stop, ...body }) => body }
    const always = await asked(deaf, 'stop/string')
    expect(always.check.differences[0]).toMatchObject({
      kind: 'rule',
      scope: 'stop/string',
      steady: true,
      changes: [{ file: 'suites/stop/string.ts' }],
    })
    let calls = 0
    const once: Hooks = { request: (body) => ('stop' in body && (calls += 1) === 1 ? { ...body, stop: null } : body) }
    const moody = await asked(once, 'stop/string')
    expect(moody.check.differences.map(({ kind, steady }) => [kind, steady])).toEqual([['rule', false]])
    expect(moody).toMatchObject({ code: 0, report: expect.stringContaining('## Did not come again') })
  })

  test('an event of its own gets a schema, of what was seen', async () => {
    const { check } = await asked({ responseEvents: withEvent }, 'responses/stream-lifecycle')
    const [, schema] = check.differences[0]?.changes ?? []
    expect(schema?.file).toBe('specs/openai/response-event-output-text-translated.schema.json')
    expect(JSON.parse(schema?.lines ?? '')).toMatchObject({
      required: ['item_id', 'delta', 'score', 'sequence_number'],
      properties: { delta: { type: 'string' }, score: { type: 'null' }, sequence_number: { type: 'integer' } },
    })
  })

  test('a new field inside of what only was observed, told for the facts', async () => {
    const responseObject = (body: JsonObject): JsonObject => ({
      ...body,
      reasoning: { effort: null, summary: null, pace: 'fast' },
    })
    const { check } = await asked({ responseObject }, 'responses/object')
    expect(check.differences).toMatchObject([
      {
        kind: 'new-field',
        path: '$.reasoning.pace',
        changes: [{ file: 'fixtures/reference/observed.json', at: '/scopes/responses/paths' }],
      },
    ])
  })
})

describe.concurrent('models that are relied on', () => {
  /** A preset that is asked for models of the stand-in. */
  const preset = (url: string): string => {
    const file = path.join(folder(), 'mine.yaml')
    const shipped = readFileSync(new URL('../specs/presets/openai.yaml', import.meta.url), 'utf8')
    writeFileSync(
      file,
      shipped
        .replace('https://api.openai.com/v1', `${url}/v1`)
        .replace(/^urlVariable.*\n/m, '')
        .replaceAll('gpt-6-luna', 'gpt-4o-mini'),
    )
    return file
  }
  const env = { OPENAI_API_KEY: 'sk-test-0123456789abcdef' }
  const only = ['--only', 'models/list']

  test('are told where the list no longer has them, with the one that was asked in their place', async () => {
    const hooks: Hooks = {
      models: (body) =>
        'data' in body ? { ...body, data: modelIds.filter((id) => id !== 'gpt-4o-mini').map(modelObject) } : body,
    }
    const { url } = await standIn({ hooks })
    const { code, check } = await checked(['--reference', preset(url), ...only], env)
    expect(code).toBe(1)
    expect(check.differences).toMatchObject([
      {
        kind: 'model',
        path: 'gpt-4o-mini',
        message: 'is relied on, and is no longer listed',
        changes: [{ file: 'specs/presets/openai.yaml', at: 'models.chat', lines: '  chat: gpt-5-nano' }, {}, {}, {}],
      },
    ])
  })

  test('are not told where it has them', async () => {
    const { url } = await standIn()
    expect(await checked(['--reference', preset(url), ...only], env)).toMatchObject({ code: 0 })
  })
})

describe.concurrent('a reference that cannot be asked', () => {
  test.for<[string, string[], RegExp]>([
    ['no key', [], /OPENAI_API_KEY/],
    ['nobody there', ['--reference', `http://${NOWHERE}/v1`], /127\.0\.0\.1:9/],
    ['no endpoint', ['--reference', 'none'], /--reference none cannot be asked/],
    ['an unknown rule', ['--reference', `http://${NOWHERE}/v1`, '--only', 'tolls'], /No rule matches tolls/],
  ])('%s is one line, and exit code 2', async ([, args, message]) => {
    const ended = await cli(['check-reference', ...args, '--out', folder()], { OPENAI_API_KEY: '' })
    expect(ended).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
  })

  test('a page in place of an API is one line as well', async () => {
    const page = await fixed(200, 'text/html', '<html>hello</html>')
    expect(await cli(['check-reference', '--reference', page, '--out', folder()])).toMatchObject({ code: 2 })
  })

  test('a ceiling that leaves rules unasked is told, and is no clean bill', async () => {
    const { url } = await standIn()
    const { code, check } = await checked(['--reference', url, '--only', 'stop', '--max-tokens-total', '1'])
    expect({ code, sentence: check.sentence }).toEqual({
      code: 2,
      sentence: expect.stringMatching(/could not be asked|did not answer/),
    })
  })
})

test('a recording is checked without asking anybody, and its key is nowhere', async () => {
  const key = 'sk-test-0123456789abcdef'
  const hooks = completion((body) => ({ ...body, echo: key }))
  const { url } = await standIn({ hooks, key })
  const live = await checked(['--reference', url, '--only', 'chat/response'], { OPENAI_API_KEY: key })
  expect(live.check.differences).toMatchObject([{ kind: 'new-field', path: '$.echo' }])
  const stored = await checked(['--reference', live.out, '--only', 'chat/response'])
  expect(stored).toMatchObject({ code: 1, check: { differences: live.check.differences } })
  for (const text of [live.report, JSON.stringify(live.check), stored.report]) expect(text).not.toContain(key)
})
