import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { deviationNamed } from '../../src/deviations/catalogue.ts'
import { deviations as toolFaults } from '../../src/deviations/catalogue/tools-stream.ts'
import { cli, folder, outcomes, reported } from './command-line.ts'
import { standIn } from './servers.ts'

const endsCallsWithStop = toolFaults.find(({ name }) => name === 'stream-finish-stop')?.hooks ?? {}
const noReference = ['--reference', 'none']
const written = (yaml: string): string => {
  const file = path.join(folder(), 'my-app.yaml')
  writeFileSync(file, yaml)
  return file
}

describe.concurrent('clients', () => {
  test('are listed with what was read and when, and explained', async () => {
    const { code, stdout } = await cli(['list', '--profiles'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^zed +Zed .*: not measured: by its source; needs \d+ rules, is limited by \d+\n +read \d{4}-\d\d-\d\d in https:\/\/github\.com\/zed-industries\/zed\/tree\/\w+/m,
    )
    const explained = await cli(['explain', 'zed'])
    expect(explained.stdout).toMatch(/Breaks without[\s\S]*tools\/finish-reason\/streamed[\s\S]*Is limited without/)
  })

  test('a run about one judges just what it needs, and works where that holds', async () => {
    const { url } = await standIn()
    const { code, record, stdout, report } = await reported(['--target', url, ...noReference, '--profile', 'zed'])
    expect({ code, verdict: record.profiles[0]?.verdict, of: record.profiles[0]?.id }).toEqual({
      code: 0,
      verdict: 'works',
      of: 'zed',
    })
    expect(violations('run-record', record)).toEqual([])
    expect(outcomes(record)['tools/finish-reason/streamed']).toBe('pass')
    expect(record.rules.find(({ id }) => id === 'chat/id/form')).toMatchObject({
      outcome: 'skip',
      reason: 'not selected',
    })
    expect(stdout).toMatch(/^Zed .* works \(not measured: by its source\)$/m)
    expect(report).toMatch(/^# .* for Zed .*: CONFORMS\n/)
  })

  test('a run fails by what it needs, whatever the level, and judged again it fails again', async () => {
    const { url } = await standIn({ hooks: deviationNamed('stream-type-absent').hooks })
    const failed = await reported(['--target', url, ...noReference, '--profile', 'openai-node', 'langchain-js'])
    expect(failed.code).toBe(1)
    expect(failed.record.profiles.slice(0, 2).map(({ id, verdict, breaks }) => [id, verdict, breaks])).toEqual([
      ['openai-node', 'breaks', expect.arrayContaining(['tools/stream-fragments/opens-with-type'])],
      ['langchain-js', 'works', []],
    ])
    expect(failed.stdout).toMatch(/^DOES NOT CONFORM {2}Of 2 clients 1 breaks \(OpenAI SDK for Node\), 1 works/m)
    const again = await cli(['judge', failed.out])
    expect(again).toMatchObject({ code: 1, stdout: expect.stringMatching(/1 breaks \(OpenAI SDK for Node\)/) })
  })

  test('one that was measured fails a run by the deviations that break it, and is explained with them', async () => {
    const file = written(`id: my-app
name: My app
measured: { date: 2026-11-30, by: npm run e2e, version: 1.2.3, calls: 14 }
sends: { endpoints: [POST /chat/completions], parameters: [tools, stream] }
deviations:
  breaks: [{ name: stream-finish-stop, shows: 'streamed tools: no call came' }]
  limits: [{ name: usage-absent, shows: 'usage: gave null' }]
  survives: [plain-finish-stop]
  not-tried: [id-null]
`)
    const { url } = await standIn({ hooks: endsCallsWithStop })
    const { code, stdout, record } = await reported(['--target', url, ...noReference, '--profile', file])
    expect(code).toBe(1)
    expect(violations('run-record', record)).toEqual([])
    expect(record.profiles[0]).toMatchObject({ verdict: 'breaks', measured: '2026-11-30' })
    expect(stdout).toContain(
      'My app breaks: breaks with `stream-finish-stop` (a streamed call ends with `stop`): streamed tools: no call came (',
    )
    const spared = await standIn({ hooks: toolFaults.find(({ name }) => name === 'plain-finish-stop')?.hooks ?? {} })
    expect(await reported(['--target', spared.url, ...noReference, '--profile', file])).toMatchObject({ code: 0 })
    const explained = await cli(['explain', file])
    expect(explained.stdout).toMatch(/^My app \(my-app\), measured on 2026-11-30\n/)
    expect(explained.stdout).toMatch(/Breaks with 1 deviation\n- stream-finish-stop +streamed tools: no call came/)
    expect(explained.stdout).toMatch(/Survives 1 other deviation\.\n1 deviation not tried: id-null/)
  })

  test('a known deviation keeps the run from failing, and the client is still said to break', async () => {
    const { url } = await standIn({ hooks: endsCallsWithStop })
    const known = path.join(folder(), 'known.yaml')
    writeFileSync(known, '- { rule: tools/finish-reason/streamed, reason: patched in our fork }\n')
    const excused = await reported(['--target', url, ...noReference, '--profile', 'zed', '--known', known])
    expect({ code: excused.code, verdict: excused.record.profiles[0]?.verdict }).toEqual({ code: 0, verdict: 'breaks' })
  })

  test('a profile of one’s own goes before the one it extends', async () => {
    const { url } = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const file = written(
      'id: my-app\nname: My app\nmeasured: { date: 2026-11-30, by: npm run e2e }\nextends: zed\nrequires:\n  - rules: [stop/string/ends-before-it]\n    reason: the planner cuts at its stop string\n',
    )
    const { code, record, stdout } = await reported(['--target', url, ...noReference, '--profile', file])
    expect({ code, id: record.profiles[0]?.id, breaks: record.profiles[0]?.breaks }).toEqual({
      code: 1,
      id: 'my-app',
      breaks: ['stop/string/ends-before-it'],
    })
    expect(stdout).toContain('My app breaks: the planner cuts at its stop string')
    expect(outcomes(record)['tools/finish-reason/streamed']).toBe('pass')
  })

  test('what cannot be judged is no pass; what was left out by name is no failure', async () => {
    const { url } = await standIn()
    const file = written(
      'id: my-app\nname: My app\nmeasured: { date: 2026-11-30, by: npm run e2e }\nrequires:\n  - { rules: [streaming/error-inside/error-event, stop/string/**], reason: needs it }\n',
    )
    expect(await reported(['--target', url, ...noReference, '--profile', file])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(
        '1 rule that My app needs could not be judged (streaming/error-inside/error-event',
      ),
    })
    const { code, record } = await reported(['--target', url, ...noReference, '--profile', file, '--skip', 'streaming'])
    expect({ code, verdict: record.profiles[0]?.verdict, open: record.profiles[0]?.open }).toEqual({
      code: 0,
      verdict: 'not-judged',
      open: ['streaming/error-inside/error-event'],
    })
  })

  /** A name and further options, or what stands in the file that is named. */
  test.for<[string, string[] | string, RegExp]>([
    ['an unknown name', ['openainode'], /neither a known client nor a file\. The nearest client is openai-node/],
    ['a file that is no profile', 'id: x\n', /It needs at least `id`, `name`, and `requires`/],
    ['a file that is no YAML', 'id: [\n', /is not YAML/],
    [
      'an unknown rule',
      'id: x\nname: X\nrequires: [{ rules: [stop/no-such/**], reason: r }]\n',
      /names stop\/no-such\/\*\*, and no rule matches that/,
    ],
    [
      'an unknown deviation',
      'id: x\nname: X\nmeasured: { date: 2026-11-30, by: e2e }\ndeviations: { survives: [stream-finish-stopp] }\n',
      /names the deviation stream-finish-stopp, which this version does not know\. The nearest is stream-finish-stop\. If a newer version/,
    ],
    [
      'two results with a deviation',
      'id: x\nname: X\nmeasured: { date: 2026-11-30, by: e2e }\ndeviations: { survives: [id-null], not-tried: [id-null] }\n',
      /gives two results with the deviation id-null/,
    ],
    ['results that nobody measured', 'id: x\nname: X\ndeviations: { survives: [id-null] }\n', /is not valid/],
    ['an id that is taken', 'id: zed\nname: X\nrequires: []\n', /has the id zed, which is that of a shipped profile/],
    [
      'an unknown base',
      'id: x\nname: X\nextends: zet\nrequires: []\n',
      /extends zet, which is no shipped profile\. The nearest is zed/,
    ],
    ['one twice', ['zed', 'zed'], /Two of the profiles have the id zed/],
    ['nothing left', ['zed', '--only', 'embeddings'], /No rule that Zed .* needs is left by --only and --skip/],
  ])('%s is told in one line', async ([, given, told]) => {
    const { url } = await standIn()
    const { code, stderr } = await cli([
      '--target',
      url,
      ...noReference,
      '--out',
      folder(),
      '--profile',
      ...(typeof given === 'string' ? [written(given)] : given),
    ])
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toMatch(told)
  })
})
