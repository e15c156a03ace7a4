import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { ruleMatcher } from '../globs.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { ollamaClaims } from '../policy/claims.ts'
import type { RunRecord } from '../record/record.ts'
import { claimsTable } from './claims.ts'
import { flows, flowTable } from './flows.ts'
import { verdictLines } from './overview.ts'
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

describe('documentation against behaviour', () => {
  test('tells where the two part', () => {
    const shown = text(
      claimsTable(
        record([
          rule('stop/string/cuts', 'fail', { parameter: 'chat.stop', ...ignored }),
          rule('parameters/n/count', 'fail', { parameter: 'chat.n', ...ignored }),
          rule('tools/choice-required/calls', 'pass', { parameter: 'chat.tool_choice' }),
          rule('tools/call/arrives', 'pass'),
        ]),
      ),
    )
    expect(shown).toMatch(/chat\.stop +\| yes +\| ignored +\| \*\*documented, but ignored\*\*/)
    expect(shown).toMatch(/chat\.n +\| no +\| ignored +\| \*\*not documented, and ignored without a word\*\*/)
    expect(shown).toMatch(
      /chat\.tool\\_choice|chat\.tool_choice +\| no +\| honoured +\| \*\*works, though not documented\*\*/,
    )
    expect(shown).toMatch(/chat: tools +\| yes +\| honoured +\| as documented/)
  })

  test('does not call honoured what is only taken', () => {
    expect(
      text(claimsTable(record([rule('parameters/unseen/user', 'pass', { parameter: 'chat.user', unseen: true })]))),
    ).toMatch(/chat\.user +\| no +\| no visible effect +\| accepted; what it does cannot be seen/)
  })

  test('holds each release to the list of its own', () => {
    const shown = (version: string): string =>
      text(
        claimsTable({
          ...record([
            rule('embeddings/dimensions/size', 'pass', { parameter: 'embeddings.dimensions' }),
            rule('responses/parameters/x', 'pass', { parameter: 'responses.instructions' }),
          ]),
          target: { server: { software: 'Ollama', version } },
        } as unknown as RunRecord),
      )
    expect(shown('0.5.7')).toMatch(/embeddings\.dimensions +\| no +\| honoured +\| \*\*works, though not documented/)
    expect(shown('0.5.7')).not.toContain('responses.instructions')
    expect(shown('0.32.15')).toMatch(/embeddings\.dimensions +\| yes +\| honoured +\| as documented/)
    expect(shown('0.32.15')).toMatch(/as of release 0\.32\.15/)
    expect(shown('0.40.0')).toMatch(/the newest list read, of release 0\.32\.15 and 2026-08-19/)
  })

  test('each claim can be judged, or says why not', async () => {
    const entries = (await loadSuites()).flatMap(rulesOf)
    const open = ollamaClaims.claims.filter(({ what, rules, unjudged }) => {
      const about = rules && ruleMatcher(rules)
      return (
        unjudged === undefined &&
        !entries.some(({ id, rule: { parameter } }) => (about ? about(id) : parameter === what))
      )
    })
    expect(open.map(({ what }) => what)).toEqual([])
  })

  test('only of the server whose documentation it is', () => {
    expect(claimsTable(record([rule('a/b/c', 'pass')], 'vLLM'))).toEqual([])
  })
})

describe('on the wire and through the SDK', () => {
  test('names what one hides and the other does not', () => {
    const shown = text(
      flowTable(
        record([
          rule('chat/id/x', 'fail'),
          rule('chat/sdk/y', 'pass'),
          rule('streaming/done/x', 'pass'),
          rule('streaming/sdk/y', 'fail'),
          rule('tools/call/x', 'pass'),
        ]),
      ),
    )
    expect(shown).toMatch(/text .*hidden by the SDK/)
    expect(shown).toMatch(/stream .*fatal in the SDK/)
    expect(shown).toMatch(/tool loop +\| 1 pass +\| not judged +\| +\|/)
    expect(shown).not.toContain('embeddings')
  })

  test('each flow is judged on both sides', async () => {
    const ids = (await loadSuites()).flatMap(rulesOf).map(({ id }) => id)
    const oneSided = flows.filter(({ sideOf }) => new Set(ids.flatMap((id) => sideOf(id) ?? [])).size < 2)
    expect(oneSided.map(({ flow }) => flow)).toEqual([])
    const throughSdk = ids.filter((id) => /\/(sdk|run-tools)\//.test(id))
    expect(throughSdk.filter((id) => !flows.some(({ sideOf }) => sideOf(id) === 'sdk'))).toEqual([])
  })
})

describe('what is ignored', () => {
  const found = (must: number, should: number): RunRecord => {
    const rules = [
      ...Array.from({ length: should }, (_, at) => rule(`a/should/${at}`, 'fail', { level: 'should', ...ignored })),
      ...Array.from({ length: must }, (_, at) => rule(`b/must/${at}`, 'fail', ignored)),
    ]
    return {
      ...record(rules),
      summary: { ignored: rules.map(({ id }) => id), sentence: 's', verdict: 'does-not-conform' },
      target: { server: null, label: 't', note: null },
      reference: { kind: 'none', label: 'r' },
      options: { profiles: [], failOn: 'must' },
      profiles: [],
    } as unknown as RunRecord
  }

  test('few are all named', () => {
    expect(text(verdictLines(found(1, 1)))).toContain('silently ignored:** `b/must/0`, `a/should/0`.')
  })

  test('of many those that break a client come first, and the rest is counted', () => {
    const shown = text(verdictLines(found(2, 20)))
    expect(shown).toContain(
      '**22 things a client asks for are accepted and silently ignored:** `b/must/0`, `b/must/1`, `a/should/0`',
    )
    expect(shown).toContain('and 10 more, 2 of all at level must.')
    expect(shown).not.toContain('a/should/10')
  })
})
