import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { runRecord } from '../../tests/run-records.ts'
import { upgradeMaterial } from '../../tests/upgrade-material.ts'
import type { Outcome } from '../finding.ts'
import type { Stages } from '../history/upgrade.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Profile } from '../policy/profile.ts'
import { answer } from '../suite/example.ts'
import { observe } from '../wire/observe.ts'
import { renderUpgradePage } from './html/upgrade-page.ts'
import type { UpgradeMaterial } from './upgrade-material.ts'
import { clientLines, nextSteps, verdictText } from './upgrade-words.ts'
import { renderUpgrade } from './upgrade.ts'

const client = (id: string, needs: string): Profile => ({
  id,
  name: id,
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  requires: [{ rules: [needs], reason: 'r' }],
})
const failing = (id: string): RuleResult =>
  rule(id, 'fail', {
    findings: [{ kind: 'ignored', path: '$.a', message: 'no effect', expected: 'x', actual: 'y', exchange: 'example' }],
  })
const said = (id: string, outcome: Outcome): RuleResult => (outcome === 'fail' ? failing(id) : rule(id, outcome))

const IDS = ['a/a/broken', 'a/a/open', 'a/a/known', 'a/a/fixed']
const stage = (version: string, outcomes: Outcome[], model: string): UpgradeMaterial['before'] & { name: string } => ({
  name: version,
  record: runRecord(
    outcomes.map((outcome, at) => said(IDS[at] ?? '', outcome)),
    { version, model },
  ),
  evidence: new Map(),
})

const worseStages = (id: string): Stages => [
  { name: '1', record: runRecord([said(id, 'pass')]) },
  { name: '2', record: runRecord([said(id, 'fail')]) },
]

const material = (before: Outcome[], after: Outcome[], model = 'm:1b'): UpgradeMaterial =>
  upgradeMaterial(
    [stage('1.0.0', before, 'm:1b'), stage('2.0.0', after, model)],
    {
      shipped: [client('Fragile', 'a/a/broken'), client('Robust', 'a/a/fixed'), client('Unsure', 'a/a/open')],
      known: [{ rule: 'a/a/known', reason: 'we do without' }],
    },
    new Map([['example', observe(answer())]]),
  )

const worse = material(['pass', 'pass', 'pass', 'fail'], ['fail', 'error', 'fail', 'pass'], 'other:1b')
const better = material(['pass', 'pass', 'pass', 'fail'], ['pass', 'pass', 'pass', 'pass'])

/** Where these texts are, in the order in which they are asked for; -1 where one is not. */
const places = (text: string, wanted: readonly string[]): number[] => wanted.map((one) => text.indexOf(one))

const ORDER = [
  'REGRESSES: 1.0.0 → 2.0.0',
  'that held before',
  'Breaks for',
  'Safe for',
  'Not judged for',
  'different models',
  'What regresses (1)',
  'curl ',
  'What could not be judged (1)',
  'Known deviations (1)',
  'we do without',
  'Mended (1)',
  'What was compared',
  'Next step',
  'Stay on 1.0.0',
]

describe.each([
  ['upgrade.md', renderUpgrade],
  [
    'upgrade.html',
    (one: UpgradeMaterial) => renderUpgradePage(one, { style: '', script: '' }).split('<body>')[1] ?? '',
  ],
] as const)('%s', (_name, render) => {
  test('says what decides first, and what to do last', () => {
    const found = places(render(worse), ORDER)
    expect(found).not.toContain(-1)
    expect(found).toEqual([...found].sort((a, b) => a - b))
  })

  test('of a safe upgrade says what is better, and to go on', () => {
    const text = render(better)
    expect(text).toContain('SAFE: 1.0.0 → 2.0.0')
    expect(text).toContain('Upgrade to 2.0.0.')
    for (const title of ['What regresses', 'could not be judged', 'different models', 'Breaks for'])
      expect(text).not.toContain(title)
  })
})

describe('the next step', () => {
  const step = (before: Outcome, after: Outcome): string =>
    nextSteps(material([before, 'pass', 'pass', 'pass'], [after, 'pass', 'pass', 'pass']).upgrade)[0] ?? ''

  test.for<[Outcome, Outcome, RegExp]>([
    ['pass', 'pass', /^Upgrade to 2\.0\.0/],
    ['pass', 'fail', /^Stay on 1\.0\.0/],
    ['pass', 'inconclusive', /larger model: `--only a\/a`/],
    ['inconclusive', 'fail', /^See whether 1\.0\.0 does the same.*`--only a\/a`/],
  ])('%s to %s', ([before, after, expected]) => {
    expect(step(before, after)).toMatch(expected)
  })

  test('names known deviations that hold now', () => {
    const steps = nextSteps(material(['pass', 'pass', 'fail', 'pass'], ['pass', 'pass', 'pass', 'pass']).upgrade)
    expect(steps.at(-1)).toMatch(/list of known deviations up to date: a\/a\/known is listed as failing and passes/)
  })
})

test('a client that only a known deviation breaks is marked', () => {
  const [stages, shipped] = [worseStages('a/a/known'), [client('Fragile', 'a/a/known')]]
  const known = [{ rule: 'a/a/known', reason: 'r' }]
  const { upgrade } = upgradeMaterial(stages, { shipped, known })
  expect({ verdict: verdictText(upgrade), lines: clientLines(upgrade) }).toEqual({
    verdict: 'SAFE but for 1 known deviation',
    lines: [{ label: 'Breaks for', names: ['Fragile (known)'] }],
  })
  expect(clientLines(upgradeMaterial(stages, { shipped }).upgrade)).toEqual([
    { label: 'Breaks for', names: ['Fragile'] },
  ])
})
