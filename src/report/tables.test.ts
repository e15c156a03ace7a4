import { describe, expect, test } from 'vitest'
import { found } from '../../tests/formats/records.ts'
import { rule } from '../../tests/rule-result.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import type { RunRecord } from '../record/record.ts'
import { flows, flowTable } from './flows.ts'
import { effectOf, parameterTable } from './parameters.ts'
import { requestFields } from './request-fields.ts'

const ignored = { findings: [{ kind: 'ignored' as const, path: '$', message: 'm', expected: 1, actual: 2 }] }
const record = (rules: RuleResult[], software = 'Ollama'): RunRecord =>
  ({ rules, target: { server: { software, version: '1' } } }) as unknown as RunRecord
const text = (parts: string[]): string => parts.join('\n')

describe('request parameters', () => {
  test('the worst that was seen decides', () => {
    const [pass, fail, unsupported, open] = [
      rule('a/b/c', 'pass'),
      rule('a/b/d', 'fail', ignored),
      rule('a/b/e', 'unsupported'),
      rule('a/b/f', 'inconclusive'),
    ]
    expect(effectOf([pass, fail])).toBe('ignored')
    expect(effectOf([pass, rule('a/b/g', 'fail')])).toBe('wrong')
    expect(effectOf([pass, unsupported, open])).toBe('honoured')
    expect(effectOf([unsupported, open])).toBe('refused')
    expect(effectOf([open])).toBe('not judged')
    expect(effectOf([])).toBe('not judged')
  })

  test('to be taken is not to be honoured', () => {
    const taken = rule('a/b/c', 'pass', { unseen: true })
    expect(effectOf([taken])).toBe('no visible effect')
    expect(effectOf([taken, rule('a/b/d', 'pass')])).toBe('honoured')
    expect(effectOf([taken, rule('a/b/e', 'fail', { unseen: true, ...ignored })])).toBe('ignored')
  })

  test('each has a row with the rules that decided; none, no table', () => {
    const shown = text(
      parameterTable(
        record([
          rule('stop/string/cuts', 'pass', { parameter: 'chat.stop' }),
          rule('parameters/n/count', 'fail', { parameter: 'chat.n', ...ignored }),
        ]),
      ),
    )
    expect(shown).toMatch(/`chat\.n` +\| \*\*ignored\*\* +\| `parameters\/n\/count`/)
    expect(shown).toMatch(/`chat\.stop` +\| honoured/)
    expect(parameterTable(record([rule('a/b/c', 'pass')]))).toEqual([])
  })

  test('every documented field of every request has a row, also where no rule is about it', () => {
    const shown = text(parameterTable(record([rule('stop/string/cuts', 'pass', { parameter: 'chat.stop' })])))
    for (const field of requestFields()) expect(shown).toContain(`\`${field}\``)
    expect(shown).toMatch(/`embeddings\.user` +\| no rule/)
    expect(shown).toContain('1 honoured')
  })

  test('parts of a field follow it, and what was not selected has no row', () => {
    const tools = [
      rule('tools/call/name', 'pass', { parameter: 'chat.tools' }),
      rule('tools/strict/holds', 'fail', { parameter: 'chat.tools.strict', ...ignored }),
    ]
    const left = rule('stop/string/cuts', 'skip', {
      parameter: 'chat.stop',
      code: 'not-selected',
      reason: 'not selected',
    })
    const rows = text(parameterTable(record([...tools.toReversed(), left]))).match(/(?<=^\| )`[\w.]+`/gm)
    expect(rows).toEqual(['`chat.tools`', '`chat.tools.strict`'])
  })

  test('of many rules the first are named', () => {
    const rules = ['a', 'b', 'c', 'd', 'e'].map((slug) =>
      rule(`stop/string/${slug}`, 'pass', { parameter: 'chat.stop' }),
    )
    expect(text(parameterTable(record(rules)))).toMatch(
      /`chat\.stop` +\| honoured +\| `stop\/string\/a`, `stop\/string\/b`, `stop\/string\/c`, 2 more/,
    )
  })
})

describe('on the wire and through the SDK', () => {
  test('names what one hides and the other does not', () => {
    const shown = text(
      flowTable(
        record([
          rule('chat/id/x', 'fail', { findings: [found('not so', { answers: { with: 9, of: 9 } })] }),
          rule('chat/sdk/y', 'pass'),
          rule('embeddings/list/x', 'fail', { findings: [found('not so', { exchange: 'cut' })] }),
          rule('embeddings/sdk/y', 'pass', { exchanges: ['short'] }),
          rule('models/list/x', 'fail', { findings: [found('not so', { exchange: 'list' })] }),
          rule('models/lookup/x', 'fail', { findings: [found('not so', { exchange: 'other' })] }),
          rule('models/sdk/y', 'pass', { exchanges: ['list'] }),
          rule('streaming/done/x', 'pass'),
          rule('streaming/sdk/y', 'fail'),
          rule('tools/call/x', 'pass'),
        ]),
      ),
    )
    expect(shown).toMatch(/text .*wire, hidden by the SDK/)
    expect(shown).toMatch(/embeddings .*not tried through the SDK/)
    expect(shown).toMatch(/models .*in part hidden by the SDK/)
    expect(shown).toMatch(/stream .*fatal in the SDK/)
    expect(shown).toMatch(/tool loop +\| 1 pass +\| not judged +\| +\|/)
    expect(shown).not.toContain('legacy completions')
  })

  test('each flow is judged on both sides', async () => {
    const ids = (await loadSuites()).flatMap(rulesOf).map(({ id }) => id)
    const oneSided = flows.filter(({ sideOf }) => new Set(ids.flatMap((id) => sideOf(id) ?? [])).size < 2)
    expect(oneSided.map(({ flow }) => flow)).toEqual([])
    const throughSdk = ids.filter((id) => /\/(sdk|run-tools)\//.test(id))
    expect(throughSdk.filter((id) => !flows.some(({ sideOf }) => sideOf(id) === 'sdk'))).toEqual([])
  })
})
