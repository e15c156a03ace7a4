import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { Outcome } from '../../src/finding.ts'
import type { FailOn } from '../../src/record/options.ts'
import type { RunRecord } from '../../src/record/record.ts'
import { renderJunit } from '../../src/report/junit.ts'
import type { Level } from '../../src/suite/suite.ts'
import { parsed, XSD, type Case, type Suites } from './read-junit.ts'
import { found, HOSTILE, MIXED, recordOf, rule } from './records.ts'

const junit = (record: RunRecord): Promise<Suites> => parsed(renderJunit({ record, evidence: new Map() }))
const cases = ({ testsuite }: Suites): Case[] => testsuite.flatMap(({ testcase }) => testcase)
const byName = (suites: Suites): Record<string, Case> => Object.fromEntries(cases(suites).map((one) => [one.name, one]))

describe('JUnit', () => {
  test('the schema of the test refuses an invalid report', async () => {
    for (const xml of ['<testsuites name="a" tests="0" failures="0"/>', '<testsuite name="a"/>']) {
      const { valid } = await validateXML({
        xml: { fileName: 'junit.xml', contents: xml },
        schema: { fileName: 'junit.xsd', contents: XSD },
      } as never)
      expect(valid).toBe(false)
    }
  })

  test('tells failures, errors and what has no verdict apart, each with its reason', async () => {
    const all = byName(await junit(recordOf(MIXED)))
    expect(all['chat/id/form']).toEqual({ name: 'chat/id/form', classname: 'chat.id' })
    expect(all['chat/id/unique']?.failure).toMatchObject({
      type: 'ignored',
      message: 'ignored: the same id (and 1 more)',
      '#text': expect.stringMatching(/What chat\/id\/unique demands.*another.*Who breaks: somebody/s),
    })
    expect(all['stop/string/cuts']?.skipped?.message).toMatch(
      /^fails at level should, which does not fail this run: not so/,
    )
    expect(all['tools/call/named']?.skipped?.message).toBe(
      'known deviation: we do not call tools; owner: platform; https://example.com/1; until 2030-01-01',
    )
    expect(all['tools/call/forced']?.skipped?.message).toBe('unsupported: why it is unsupported')
    expect(all['tools/call/open']?.skipped?.message).toBe('inconclusive: why it is inconclusive')
    expect(all['vision/image/seen']?.skipped?.message).toBe('skip: no vision model: none listed')
    expect(all['tools/call/broken']?.error?.message).toBe('why it is error')
    expect(all['models/list/sorted']).toBeUndefined()
  })

  test('counts what it holds', async () => {
    const suites = await junit(recordOf(MIXED))
    const count = (among: Case[], key: 'failure' | 'error' | 'skipped'): string =>
      String(among.filter((one) => one[key]).length)
    for (const one of suites.testsuite) {
      expect([one.tests, one.failures, one.errors, one.skipped]).toEqual([
        String(one.testcase.length),
        count(one.testcase, 'failure'),
        count(one.testcase, 'error'),
        count(one.testcase, 'skipped'),
      ])
    }
    expect([suites.tests, suites.failures, suites.errors]).toEqual([
      String(cases(suites).length),
      count(cases(suites), 'failure'),
      count(cases(suites), 'error'),
    ])
  })

  test('what counts follows --fail-on', async () => {
    const failing = async (failOn: FailOn): Promise<string[]> =>
      cases(await junit(recordOf(MIXED, { failOn })))
        .filter(({ failure }) => failure)
        .map(({ name }) => name)
    expect(await failing('must')).toEqual(['chat/id/unique'])
    expect(await failing('should')).toEqual(['chat/id/unique', 'stop/string/cuts'])
    expect(await failing('never')).toEqual([])
  })

  test('a list of known deviations that is not true any more is a failure', async () => {
    const knownProblems = [{ rule: 'stop/**', kind: 'expired' as const, message: 'stop/** expired' }]
    expect(
      byName(await junit(recordOf([rule('chat/id/form', 'pass')], { knownProblems })))['known deviation stop/**']
        ?.failure,
    ).toMatchObject({ type: 'expired', message: 'stop/** expired' })
  })

  test('nothing that a server says changes it', async () => {
    const rules = HOSTILE.map((text, at) =>
      rule(
        `chat/id/rule-${at}`,
        at % 3 === 0 ? 'fail' : 'inconclusive',
        at % 3 === 0 ? { findings: [found(text, { path: text, actual: text })] } : { reason: text },
      ),
    )
    const suites = await junit(recordOf(rules, { target: { label: HOSTILE.join(' ') } }))
    expect(cases(suites).map(({ name }) => name)).toEqual(['could be judged', ...rules.map(({ id }) => id)])
    expect(byName(suites)['chat/id/rule-0']?.failure?.message).toContain(']]')
    expect(renderJunit({ record: recordOf(rules), evidence: new Map() }).length).toBeLessThan(40_000)
  })

  test('has a failure or an error exactly where the exit code is not 0', () => {
    const outcome = fc.constantFrom<Outcome>('pass', 'fail', 'unsupported', 'inconclusive', 'error', 'skip')
    const one = fc.record({ outcome, level: fc.constantFrom<Level>('must', 'should', 'may'), known: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 6 }),
        fc.constantFrom<FailOn>('must', 'should', 'never'),
        fc.boolean(),
        (wanted, failOn, stale) => {
          const rules = wanted.map(({ outcome: is, level, known }, at) =>
            rule(`chat/id/rule-${at}`, is, {
              level,
              ...(known && is === 'fail' ? { known: { rule: '**', reason: 'r' } } : {}),
            }),
          )
          const record = recordOf(rules, {
            failOn,
            knownProblems: stale ? [{ rule: 'a', kind: 'passes', message: 'm' }] : [],
          })
          expect(/<(failure|error)\b/.test(renderJunit({ record, evidence: new Map() }))).toBe(
            record.summary.exitCode !== 0,
          )
        },
      ),
    )
  })
})
