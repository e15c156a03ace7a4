import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/judge/judge.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { observeRecording } from '../../src/recording/observe-recording.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { bundled } from './bundled.ts'

/** The release with a model of each kind, to compare with. */
const PLAIN = 'ollama-0.32.15'
/**
 * Areas in which a model of 135M with an example of thoughts before each prompt does not follow it as the plain one does. Nothing
 * turns its thoughts off at `/completions`.
 */
const OF_THE_MODEL = ['completions', 'parameters', 'roles', 'tools']

/** What Ollama does where a template knows no developer. */
const NO_DEVELOPER = ['responses/input-items/developer', 'roles/developer/reaches-the-model']
/** What was looked up in the answers: a text before a call is never done, and thoughts stay in the text. */
const SEEN: Record<string, string[]> = {
  'thinking-ollama-0.32.15': [
    'completions/text/no-thoughts',
    'responses/stream-items/final-output',
    'responses/stream-items/items-paired',
    'responses/stream-items/parts-paired',
    'responses/stream-items/text-joined',
    ...NO_DEVELOPER,
  ],
  'thinking-no-tools-ollama-0.32.15': ['completions/text/no-thoughts', ...NO_DEVELOPER],
}

const suites = await loadSuites()

/** Of each rule for whose suite there is a model. */
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

const isJudged = (id: string, verdicts: Map<string, Verdict>): boolean =>
  ['pass', 'fail', 'unsupported'].includes(verdicts.get(id)?.outcome ?? '')
const plain = await verdictsOf(PLAIN)

describe.for(Object.entries(SEEN))('a real server whose only chat model thinks: %s', async ([name, seen]) => {
  const thinking = await verdictsOf(name)
  const isOfTools = (id: string): boolean => /tool|function|call|namespace/.test(id)
  const hasTools = name !== 'thinking-no-tools-ollama-0.32.15'
  const wanted = [...plain.keys()].filter(
    (id) => isJudged(id, plain) && thinking.has(id) && (hasTools || !isOfTools(id)),
  )
  const share = (ids: readonly string[]): number => ids.filter((id) => isJudged(id, thinking)).length / ids.length

  test('is judged as one with a plain model is', () => {
    expect(share(wanted)).toBeGreaterThan(0.97)
    for (const [area, ids] of Map.groupBy(wanted, (id) => id.split('/')[0] ?? ''))
      if (!OF_THE_MODEL.includes(area)) expect([area, share(ids) >= 0.97]).toEqual([area, true])
  })

  test('is accused of nothing but what was looked up in its answers', () => {
    const news = wanted.filter((id) => thinking.get(id)?.outcome === 'fail' && plain.get(id)?.outcome === 'pass')
    expect(news.sort()).toEqual(seen.toSorted())
  })
})
