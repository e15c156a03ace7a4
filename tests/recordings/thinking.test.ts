import { expect, test } from 'vitest'
import type { Verdict } from '../../src/judge/judge.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { observeRecording } from '../../src/recording/observe-recording.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { bundled } from './bundled.ts'

/** The same release with a model of each kind, and with one chat model that thinks and calls tools. */
const [PLAIN, THINKING] = ['ollama-0.32.15', 'thinking-ollama-0.32.15']
/**
 * Areas in which this model of 135M does not follow its prompts as the plain one does, or that need a second model; nothing turns
 * its thoughts off at `/completions`.
 */
const OF_THE_MODEL = ['completions', 'parameters', 'roles', 'tools', 'vision']

const suites = await loadSuites()

async function verdictsOf(name: string): Promise<Map<string, Verdict>> {
  const recording = readRecording(bundled().find((one) => one.name === name)?.dir ?? '')
  const plan = makePlan(suites, recording.info.models, { only: [], skip: [] })
  const { records, observations } = await observeRecording(
    recording,
    plan.suites.map(({ suite }) => suite),
  )
  return new Map(
    plan.suites.flatMap(({ suite, rules }) =>
      rules.map((entry) => [entry.id, entry.judge(records.get(suite.id) ?? {}, observations)] as const),
    ),
  )
}

const [plain, thinking] = [await verdictsOf(PLAIN), await verdictsOf(THINKING)]
const isJudged = (id: string, verdicts: Map<string, Verdict>): boolean =>
  ['pass', 'fail', 'unsupported'].includes(verdicts.get(id)?.outcome ?? '')
const wanted = [...plain.keys()].filter((id) => isJudged(id, plain))
const share = (ids: readonly string[]): number => ids.filter((id) => isJudged(id, thinking)).length / ids.length

test('a real server whose only chat model thinks is judged as one with a plain model is', () => {
  expect(share(wanted)).toBeGreaterThan(0.98)
  for (const [area, ids] of Map.groupBy(wanted, (id) => id.split('/')[0] ?? ''))
    if (!OF_THE_MODEL.includes(area)) expect([area, share(ids) >= 0.97]).toEqual([area, true])
})

/** What Ollama does where a text comes before a call, where nothing turns thoughts off, or where a template knows no developer. */
const SEEN = [
  'completions/text/no-thoughts',
  'responses/input-items/developer',
  'responses/stream-items/final-output',
  'responses/stream-items/items-paired',
  'responses/stream-items/parts-paired',
  'responses/stream-items/text-joined',
  'roles/developer/reaches-the-model',
]

test('it is accused of nothing but what was looked up in its answers', () => {
  const news = wanted.filter((id) => thinking.get(id)?.outcome === 'fail' && plain.get(id)?.outcome === 'pass')
  expect(news.sort()).toEqual(SEEN)
})
