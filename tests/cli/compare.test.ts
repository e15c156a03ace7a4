import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import type { JsonObject, ServerReply, ServerRequest } from '../../src/deviations/server-reply.ts'
import type { Upgrade } from '../../src/history/upgrade.ts'
import { binary, isAlive, store } from './binaries.ts'
import { cli, folder, reported, type Ended } from './command-line.ts'
import { standIn } from './servers.ts'

interface Compared extends Ended {
  upgrade: Upgrade
  report: string
}

async function compared(
  sides: string[],
  only = 'stop/string',
  env: Record<string, string> = {},
  options: string[] = [],
): Promise<Compared> {
  const out = folder()
  const ended = await cli(['compare', ...sides, '--only', ...only.split(' '), '--out', out, ...options], env)
  const upgrade = JSON.parse(readFileSync(path.join(out, 'upgrade.json'), 'utf8')) as Upgrade
  return { ...ended, upgrade, report: readFileSync(path.join(out, 'upgrade.md'), 'utf8') }
}

/** Requests with a `stop` that the suite on one stop string sends in a pass. */
const FIRST_PASS = 1

/** An upgrade that ignores `stop`. */
const deaf: Hooks = { request: ({ stop: _stop, ...body }) => body }

const withoutId = (chunk: JsonObject): JsonObject => ({ ...chunk, id: null })

const STAND_IN = new URL('./serve-as-ollama.ts', import.meta.url).pathname

describe.concurrent('before and after an upgrade', () => {
  test('an upgrade that ignores `stop` regresses, and the report says where', async () => {
    const before = await standIn()
    const after = await standIn({
      hooks: { request: ({ stop: _stop, ...body }) => body, completion: (body) => ({ ...body, extra: 1 }) },
    })
    const { code, upgrade, report, stdout } = await compared([before.url, after.url], 'stop/string')
    expect(code).toBe(1)
    expect(violations('upgrade', upgrade)).toEqual([])
    expect(upgrade.changes.filter(({ kind }) => kind === 'regression').map(({ id }) => id)).toContainEqual(
      expect.stringMatching(/^stop\/string\//),
    )
    expect(upgrade.shapes?.map(({ difference: { path: at, kind } }) => `${kind} ${at}`)).toContain('extra $.extra')
    const change = (client: string): string | undefined => upgrade.clients.find(({ id }) => id === client)?.change
    expect({ sendsStop: change('openai-node'), sendsNone: change('open-webui') }).toEqual({
      sendsStop: 'not-judged',
      sendsNone: 'not-judged',
    })
    expect(report).toMatch(/^# REGRESSES: .* → /m)
    expect(report).toMatch(/^### `stop\/string\/ends-before-it` · must$[\s\S]*^curl /m)
    expect(stdout).toMatch(
      /^REGRESSES {2}[\s\S]*^Regresses:$[\s\S]* stop\/string\/ends-before-it[\s\S]*^Next: Stay on /m,
    )
  })

  test('a changed shape that breaks a client counts, though no rule that was asked for fails', async () => {
    const before = await standIn()
    const after = await standIn({ hooks: { chunks: (chunks) => chunks.map(withoutId) } })
    const only = 'tools/stream/call-arrives'
    const { code, upgrade, report } = await compared([before.url, after.url], only)
    expect({ code, verdict: upgrade.verdict, changes: upgrade.changes }).toEqual({
      code: 1,
      verdict: 'regresses',
      changes: [],
    })
    expect(upgrade.shapes?.find(({ counts }) => counts)).toMatchObject({
      rules: ['streaming/chunk/id-type'],
      clients: expect.arrayContaining(['vercel-ai-sdk']),
    })
    expect(report).toMatch(/^- \*\*Breaks for\*\*: .*Vercel AI SDK/m)
    const other = await compared([before.url, after.url], only, {}, ['--profile', 'langchain-js'])
    expect({ code: other.code, counts: other.upgrade.shapes?.some(({ counts }) => counts) }).toEqual({
      code: 0,
      counts: false,
    })
  })

  test('what is known does not count, and --fail-on never fails nothing', async () => {
    const sides = [(await standIn()).url, (await standIn({ hooks: deaf })).url]
    const known = path.join(folder(), 'known.yaml')
    writeFileSync(known, '- rule: stop/**\n  reason: we cut by ourselves\n')
    const excused = await compared(sides, 'stop/string/ends-before-it', {}, ['--known', known])
    expect(excused).toMatchObject({ code: 0, upgrade: { verdict: 'safe-but-for-known' } })
    expect(excused.stdout).toMatch(/^SAFE but for 1 known deviation/m)
    expect(excused.report).toContain('we cut by ourselves')
    const never = await compared(sides, 'stop/string/ends-before-it', {}, ['--fail-on', 'never'])
    expect(never).toMatchObject({ code: 0, upgrade: { verdict: 'regresses' } })
  })

  test('what may be chance is asked in other words, and a recording cannot be', async () => {
    const ignoring = { request: ({ response_format: _format, ...body }: JsonObject): JsonObject => body }
    // It heeds the schema for the seed that is sent first, as a model may by chance.
    const lucky = await standIn({ hooks: { request: (body) => (body['seed'] === 7 ? body : ignoring.request(body)) } })
    const never = await standIn({ hooks: ignoring })
    const always = await standIn()
    const only = 'structured-output/keywords/multiple-of'
    const kind = async (before: string): Promise<string | undefined> =>
      (await compared([before, never.url], only)).upgrade.changes.find(({ id }) => id === only)?.kind
    expect(await kind(lucky.url)).toBe('unsteady')
    expect(await kind(always.url)).toBe('regression')
    const { out } = await reported(['--target', always.url, '--reference', 'none', '--only', only])
    expect(await kind(out)).toBe('unconfirmed')
  })

  test('the other way round it mends, and what did not change is safe', async () => {
    const server = await standIn()
    const { out } = await reported(['--target', server.url, '--reference', 'none', '--only', 'stop/string'])
    const same = await compared([out, path.join(out, 'target')])
    expect(same).toMatchObject({ code: 0, upgrade: { verdict: 'safe', changes: [], shapes: [] } })
    const ignoring = await standIn({ hooks: deaf })
    const mended = await compared([ignoring.url, out])
    expect(mended.code).toBe(0)
    expect(mended.upgrade.changes.map(({ kind }) => kind)).toContain('fix')
  })

  test('over three releases each flip is told', async () => {
    const server = await standIn()
    const ignoring = await standIn({ hooks: deaf })
    const { code, upgrade } = await compared([server.url, ignoring.url, server.url])
    expect(code).toBe(0)
    const there = upgrade.changes.find(({ outcomes }) => outcomes.join() === 'pass,fail,pass')
    expect(there?.flips).toHaveLength(2)
  })

  test('each side is asked in turn, and what one answers differently by itself is no regression', async () => {
    const order: string[] = []
    const noting =
      (name: string) =>
      (reply: ServerReply, { path: at }: ServerRequest) => {
        if (at.includes('/chat/completions')) order.push(name)
        return reply
      }
    let calls = 0
    // It ignores `stop` the first time it hears of it, and honours it from then on.
    const moody = await standIn({
      hooks: {
        response: noting('after'),
        request: (body) => {
          const { stop, ...rest } = body
          return stop === undefined ? body : (calls += 1) <= FIRST_PASS ? rest : body
        },
      },
    })
    const before = await standIn({ hooks: { response: noting('before') } })
    const { code, upgrade, report } = await compared([before.url, moody.url], 'stop/string')
    expect(order.slice(0, 4)).toEqual(['before', 'after', 'before', 'after'])
    expect(upgrade.changes).toContainEqual(
      expect.objectContaining({
        id: expect.stringMatching(/^stop\/string\//),
        kind: 'unsteady',
        outcomes: ['pass', 'fail'],
        again: [
          ['pass', 'pass'],
          ['pass', 'pass'],
        ],
      }),
    )
    expect({ code, verdict: upgrade.verdict }).toEqual({ code: 0, verdict: 'safe' })
    expect(report).toContain('fail, then pass, pass')
  })

  test('run records alone are compared by their verdicts', async () => {
    const good = await reported(['--target', (await standIn()).url, '--reference', 'none', '--only', 'stop/string'])
    const bad = await reported([
      '--target',
      (await standIn({ hooks: deaf })).url,
      '--reference',
      'none',
      '--only',
      'stop/string',
    ])
    const { code, upgrade, report } = await compared([
      path.join(good.out, 'results.json'),
      path.join(bad.out, 'results.json'),
    ])
    expect({ code, shapes: upgrade.shapes }).toEqual({ code: 1, shapes: null })
    expect(violations('upgrade', upgrade)).toEqual([])
    expect(report).toContain('shapes could not be compared')
  })

  test('a binary is started on a port of its own, sees the models without being able to change them, and is gone afterwards', async () => {
    const models = store()
    const pidFile = path.join(folder(), 'pid')
    const ollama = binary(
      `echo $$ > '${pidFile}'\ncat "$OLLAMA_MODELS/blobs/sha256-1" > '${pidFile}.weights'\nrm -r "$OLLAMA_MODELS"/*\nexec '${process.execPath}' '${STAND_IN}' "$OLLAMA_HOST"`,
    )
    const { code, upgrade } = await compared([ollama, ollama], 'stop/string', { OLLAMA_MODELS: models })
    expect({ code, verdict: upgrade.verdict }).toEqual({ code: 0, verdict: 'safe' })
    expect(upgrade.stages.map(({ name }) => name)).toEqual(['Ollama 0.0.0 (1)', 'Ollama 0.0.0 (2)'])
    expect(isAlive(pidFile)).toBe(false)
    expect(readFileSync(`${pidFile}.weights`, 'utf8')).toBe('weights')
    expect(readdirSync(models, { recursive: true }).sort()).toEqual([
      'blobs',
      'blobs/sha256-1',
      'manifests',
      'manifests/m',
    ])
  })

  test('a binary that does not run, and a side that is nothing, are told in one line', async () => {
    const dying = await cli(['compare', binary('echo no such library >&2; exit 3'), '127.0.0.1:9', '--out', folder()], {
      OLLAMA_MODELS: store(),
    })
    expect(dying).toMatchObject({ code: 2, stderr: expect.stringMatching(/ended with code 3.*no such library/) })
    const nothing = await cli(['compare', 'no-such-thing', '127.0.0.1:9', '--out', folder()])
    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /no-such-thing is no URL, preset, recording, run folder, run record or Ollama binary/,
      ),
    })
  })

  test('without models there is nothing to start a binary for', async () => {
    const { code, stderr } = await cli(['compare', binary('exit 0'), '127.0.0.1:9', '--out', folder()], {
      OLLAMA_MODELS: folder(),
    })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/No Ollama models are in .*OLLAMA_MODELS/),
    })
  })
})
