import { expect, test } from 'vitest'
import type { Hooks } from '../src/deviations/hooks.ts'
import type { Verdict } from '../src/judge/judge.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { handle } from '../stand-in/stand-in.ts'
import { askAll, judged, rulesWith } from './faults/judge-all.ts'
import { formFreedoms } from './freedoms/forms.ts'
import type { Freedom } from './freedoms/freedom.ts'
import { jsonFreedoms } from './freedoms/json.ts'
import { patternFreedoms } from './freedoms/model-patterns.ts'
import { reasoningOnly } from './freedoms/model-refusals.ts'
import { modelFreedoms } from './freedoms/model.ts'
import { wireFreedoms } from './freedoms/wire.ts'

const suites = await loadSuites()
const levels = new Map(suites.flatMap((suite) => rulesOf(suite).map(({ id, level }) => [id, level] as const)))
const judgedUnder = async (hooks: Hooks): Promise<Map<string, Verdict>> =>
  judged(
    await askAll(
      suites,
      inProcessTransport((request) => handle(request, { hooks })),
    ),
  )
const clean = await judgedUnder({})
const freedoms: Freedom[] = [...wireFreedoms, ...jsonFreedoms, ...formFreedoms, ...modelFreedoms, ...patternFreedoms]

const told = (id: string, { outcome, reason, findings }: Verdict): string =>
  `${id}: ${outcome}, ${reason ?? findings.map(({ path, message }) => `${path} ${message}`).join('; ')}`

test.each(freedoms)('$name: $about', async ({ hooks, verdicts: kept, noted = {} }) => {
  const free = await judgedUnder(hooks)
  const failed = [...free]
    .filter(([id, { outcome }]) => outcome === 'fail' && !(id in noted))
    .map(([id, verdict]) => told(id, verdict))
  expect(failed).toEqual([])
  expect(rulesWith('error', free)).toEqual([])
  expect(Object.keys(noted).filter((id) => levels.get(id) === 'must')).toEqual([])
  if (kept === 'same')
    expect(
      [...free]
        .filter(([id, { outcome }]) => outcome !== clean.get(id)?.outcome && !(id in noted))
        .map(([id, verdict]) => told(id, verdict)),
    ).toEqual([])
})

test('a model that takes neither max_tokens nor a temperature is reported as unsupported', async () => {
  const refused = await judgedUnder(reasoningOnly)
  expect(rulesWith('fail', refused)).toEqual([])
  expect(rulesWith('unsupported', refused).length).toBeGreaterThan(rulesWith('pass', refused).length)
  expect(rulesWith('pass', refused).filter((id) => /^(chat|usage|logprobs)\//.test(id))).toEqual([])
})
