import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import type { Log, Result, Run } from 'sarif'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { found, HOSTILE, MIXED, recordOf, rule } from './records.ts'

// The published schema is draft 4, whose `id` is called `$id` since; it uses nothing else that changed.
const {
  id: _id,
  $schema: _dialect,
  ...published
} = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<
  string,
  unknown
>
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true }).compile(
  published,
)

function sarif(record: RunRecord): { run: Run; results: Result[] } {
  const log = JSON.parse(renderSarif(record)) as Log
  validate(log)
  expect(validate.errors ?? []).toEqual([])
  const [run] = log.runs
  return { run: run as Run, results: run?.results ?? [] }
}

describe('SARIF', () => {
  test('the published schema refuses an invalid report', () => {
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false)
    expect(validate({ version: '2.1.0', runs: [], extra: 1 })).toBe(false)
  })

  test('results are failures that nobody knows of, by level', () => {
    const { results } = sarif(recordOf(MIXED))
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['chat/id/unique', 'error'],
      ['stop/string/cuts', 'warning'],
      ['stop/list/cuts', 'note'],
    ])
    expect(results[0]?.message.text).toMatch(/the same id.*another/s)
  })

  test('every result has its rule, with help', () => {
    const { run, results } = sarif(recordOf(MIXED))
    for (const { ruleId, ruleIndex = -1 } of results) {
      const descriptor = run.tool.driver.rules?.[ruleIndex]
      expect(descriptor?.id).toBe(ruleId)
      expect(descriptor?.help?.text).toMatch(/Who breaks: somebody\nSource: https:.*explain/s)
      expect(descriptor?.helpUri).toBe('https://example.com/docs')
    }
  })

  test('what is known, or was not judged, is told beside the results', () => {
    const [invocation] = sarif(recordOf(MIXED)).run.invocations ?? []
    const told = invocation?.toolExecutionNotifications?.map(({ level, message }) => `${level} ${message.text}`) ?? []
    expect(told).toEqual([
      expect.stringMatching(/^note known deviation: we do not call tools.*\(tools\/call\/named\)$/),
      'note unsupported: why it is unsupported (tools/call/forced)',
      'note inconclusive: why it is inconclusive (tools/call/open)',
      'error error: why it is error (tools/call/broken)',
      'note skip: no vision model: none listed (vision/image/seen)',
    ])
    expect(invocation).toMatchObject({ executionSuccessful: true, exitCode: 1 })
    expect(sarif(recordOf([rule('a/b/c', 'error')])).run.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 2,
    })
  })

  test('a fingerprint stays while details and versions change, and is of one rule and one software', () => {
    const prints = (message: string, version: string, software = 'Ollama'): unknown[] =>
      sarif(
        recordOf(
          ['a/b/c', 'a/b/d'].map((id) => rule(id, 'fail', { findings: [found(message)] })),
          { target: { server: { software, version } } },
        ),
      ).results.map(({ partialFingerprints }) => partialFingerprints)
    const [first, second] = prints('one', '1.0')
    expect(prints('two', '2.0')).toEqual([first, second])
    expect(first).not.toEqual(second)
    expect(prints('one', '1.0', 'vLLM')).not.toContainEqual(first)
  })

  test('locations are the files of the suites', async () => {
    const rules = (await loadSuites()).flatMap((suite) => rulesOf(suite).slice(0, 1)).map(({ id }) => rule(id, 'fail'))
    const files = new Set(
      sarif(recordOf(rules)).results.flatMap(({ locations = [] }) =>
        locations.map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri ?? ''),
      ),
    )
    expect(files.size).toBeGreaterThan(50)
    expect([...files].filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([])
  })

  test('nothing that a server says changes it', () => {
    const rules = HOSTILE.map((text, at) =>
      rule(`chat/id/rule-${at}`, at % 2 === 0 ? 'fail' : 'inconclusive', {
        findings: at % 2 === 0 ? [found(text, { path: text, actual: text })] : [],
        reason: text,
      }),
    )
    const { results } = sarif(
      recordOf(rules, { target: { label: HOSTILE.join(' '), server: { software: HOSTILE[0] ?? '', version: null } } }),
    )
    expect(results).toHaveLength(Math.ceil(HOSTILE.length / 2))
    for (const { message } of results) expect(message.text).not.toMatch(/[\u0000-\u0008\u001b]/)
  })
})
