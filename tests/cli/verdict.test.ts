import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { cli, folder, reported } from './command-line.ts'
import { errorReply, standIn } from './servers.ts'

const RULES_ONLY = ['--reference', 'none']
const deaf = () =>
  standIn({ hooks: { request: ({ stop: _stop, tool_choice: _choice, ...body }) => body as typeof body & object } })
const file = (name: string, text: string): string => {
  const at = path.join(folder(), name)
  writeFileSync(at, text)
  return at
}
/** What the printed line says to type, as words. */
const explained = (stdout: string): string[] =>
  /: ollama-conformance (explain .*)$/m.exec(stdout)?.[1]?.replaceAll("'", '').split(' ') ?? []

describe.concurrent('the last lines of a run', () => {
  test('list new failures first, by what they do to clients, and known ones apart', async () => {
    const known = file('known.yaml', '- { rule: "tools/**", reason: our gateway drops it }\n')
    const { url } = await deaf()
    const only = ['--only', 'stop/string', 'tools/choice-required', 'tools/choice-none']
    const { stdout, report, evidence } = await reported(['--target', url, ...RULES_ONLY, ...only, '--known', known])
    const [fresh = '', listed = ''] = stdout.split(/^\d+ known deviations:$/m)
    expect(fresh).toMatch(/^ {2}limits {2}must {4}stop\/string\//m)
    expect(fresh).not.toContain('tools/')
    expect(listed).toMatch(/^ {10}must {4}tools\/\S+ {2}our gateway drops it$/m)
    expect(listed).not.toContain('stop/string/cut')
    const [fails = '', deviations = ''] = report.slice(report.indexOf('## What fails')).split('## Known deviations')
    expect(fails).not.toContain('tools/')
    expect(deviations).toContain('`tools/')
    const [news = '', old = ''] = evidence.split('## Failures that are known')
    expect(news.slice(news.indexOf('\n## Failures'))).not.toContain('### `tools/')
    expect(old).toContain('### `tools/')
  })

  test('list a cause once, also one that many rules show', async () => {
    const response: Hooks['response'] = (reply, request) =>
      request.path.includes('/responses') ? errorReply(404, 'no such route') : reply
    const { url } = await standIn({ hooks: { response } })
    const { stdout, record } = await reported([
      '--target',
      url,
      ...RULES_ONLY,
      '--only',
      'responses/stream',
      'responses/object',
    ])
    expect(record.rules.filter(({ outcome }) => outcome === 'fail').length).toBeGreaterThan(1)
    expect(stdout.match(/The server has no `\/responses`\. \(and \d+ more rules?\)/g)).toHaveLength(1)
    expect(stdout).not.toContain('HTTP 404')
  })

  test('advise an `explain` that works, of a rule and of a rule of an app', async () => {
    const { url } = await deaf()
    const run = await reported(['--target', url, ...RULES_ONLY, '--only', 'stop/string'])
    expect(explained(run.stdout)).toEqual(['explain', expect.stringMatching(/^stop\/string\//)])
    expect((await cli(explained(run.stdout))).code).toBe(0)
    const profile = file(
      'my-app.yaml',
      `id: my-app
name: My app
requires: [{ rules: [app/**], reason: it does this }]
probes:
  - id: stops
    about: an answer that stops
    path: /chat/completions
    body: { messages: [{ role: user, content: Count from 1 to 60. }], stop: [' '], max_tokens: 32 }
`,
    )
    const gate = await reported(['--target', url, ...RULES_ONLY, '--profile', profile])
    expect(explained(gate.stdout)).toEqual(['explain', 'app/my-app-stops/stopped', '--profile', profile])
    expect(await cli(explained(gate.stdout))).toMatchObject({ code: 0, stdout: expect.stringContaining('stop') })
  })

  test.for([
    ['md,html,json', 'report.md and ', 'report.html'],
    ['html', '', 'report.html'],
    ['md', '', 'report.md'],
    ['junit', '', 'results.json'],
  ])('name what was written for people: %s', async ([format = '', first, last]) => {
    const out = folder()
    const { url } = await standIn()
    const args = ['--target', url, ...RULES_ONLY, '--only', 'models', '--format', format, '--out', out]
    const line = (await cli(args)).stdout.trimEnd().split('\n').at(-1) ?? ''
    const named = line.replace('Written to ', '').split(' and ')
    expect(line.replaceAll(`${out}${path.sep}`, '')).toBe(`Written to ${first}${last}`)
    expect(named.filter((name) => !existsSync(name))).toEqual([])
  })
})
