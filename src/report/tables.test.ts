import { describe, expect, test } from 'vitest'
import type { Outcome } from '../judge/finding.ts'
import type { RuleResult } from '../judge/results.ts'
import type { RunRecord } from '../run/record.ts'
import { claimsTable } from './claims.ts'
import { flowTable } from './flows.ts'
import { effectOf, parameterTable } from './parameters.ts'

const rule = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult =>
  ({ id, area: id.split('/')[0] ?? '', level: 'must', outcome, findings: [], exchanges: [], sentence: 's', source: 'x', breaks: 'b', ...more })
const ignored = { findings: [{ kind: 'ignored' as const, path: '$', message: 'm', expected: 1, actual: 2 }] }
const record = (rules: RuleResult[], software = 'Ollama'): RunRecord => ({ rules, target: { server: { software, version: '1' } } }) as unknown as RunRecord
const text = (parts: string[]): string => parts.join('\n')

describe('request parameters', () => {
  test('the worst that was seen decides', () => {
    const [pass, fail, unsupported, open] = [rule('a/b/c', 'pass'), rule('a/b/d', 'fail', ignored), rule('a/b/e', 'unsupported'), rule('a/b/f', 'inconclusive')]
    expect(effectOf([pass, fail])).toBe('ignored')
    expect(effectOf([pass, rule('a/b/g', 'fail')])).toBe('wrong')
    expect(effectOf([pass, unsupported, open])).toBe('honoured')
    expect(effectOf([unsupported, open])).toBe('refused')
    expect(effectOf([open])).toBe('not judged')
    expect(effectOf([])).toBe('not judged')
  })

  test('each has a row with the rules that decided; none, no table', () => {
    const shown = text(parameterTable(record([rule('stop/string/cuts', 'pass', { parameter: 'chat.stop' }), rule('parameters/n/count', 'fail', { parameter: 'chat.n', ...ignored })])))
    expect(shown).toMatch(/`chat\.n` +\| \*\*ignored\*\* \| `parameters\/n\/count`/)
    expect(shown).toMatch(/`chat\.stop` +\| honoured/)
    expect(parameterTable(record([rule('a/b/c', 'pass')]))).toEqual([])
  })
})

describe('documentation against behaviour', () => {
  test('tells where the two part', () => {
    const shown = text(claimsTable(record([
      rule('stop/string/cuts', 'fail', { parameter: 'chat.stop', ...ignored }), rule('parameters/n/count', 'fail', { parameter: 'chat.n', ...ignored }),
      rule('tools/choice-required/calls', 'pass', { parameter: 'chat.tool_choice' }), rule('tools/call/arrives', 'pass'),
    ])))
    expect(shown).toMatch(/chat\.stop +\| yes +\| ignored +\| \*\*documented, but ignored\*\*/)
    expect(shown).toMatch(/chat\.n +\| no +\| ignored +\| not documented, and \*\*ignored\*\*/)
    expect(shown).toMatch(/chat\.tool\\_choice|chat\.tool_choice +\| no +\| honoured +\| \*\*works, though not documented\*\*/)
    expect(shown).toMatch(/chat: tools +\| yes +\| honoured +\| as documented/)
  })

  test('only of the server whose documentation it is', () => {
    expect(claimsTable(record([rule('a/b/c', 'pass')], 'vLLM'))).toEqual([])
  })
})

describe('on the wire and through the SDK', () => {
  test('names what one hides and the other does not', () => {
    const shown = text(flowTable(record([
      rule('chat/id/x', 'fail'), rule('chat/sdk/y', 'pass'), rule('streaming/done/x', 'pass'), rule('streaming/sdk/y', 'fail'), rule('tools/call/x', 'pass'),
    ])))
    expect(shown).toMatch(/text .*hidden by the SDK/)
    expect(shown).toMatch(/stream .*fatal in the SDK/)
    expect(shown).not.toContain('tool loop')
  })
})
