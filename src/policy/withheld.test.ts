import { expect, test } from 'vitest'
import type { Difference } from '../compare/difference.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan } from '../plan/plan.ts'
import { chooseModels } from '../server/models.ts'
import { namedPreset } from './preset-file.ts'
import type { Adaptation, Preset } from './preset.ts'
import { judgedBy, noExample, unlikeFields, withoutFields } from './reference.ts'
import { withheld } from './withheld.ts'

const suites = await loadSuites()
const models = chooseModels([], { chat: 'm', tools: 'm', thinking: 'm', vision: 'm', embedding: 'm' })
const base: Preset = { ...namedPreset('openai', 'a test'), adaptations: [] }
const preset = (...adaptations: Omit<Adaptation, 'reason' | 'seen'>[]): Preset => ({
  ...base,
  adaptations: adaptations.map((one) => ({ ...one, reason: 'so it is', seen: '2026-11-25' })),
})

/** The rules that are not judged, of those below a place. */
const left = (with_: Preset, place: string): string[] =>
  suites
    .flatMap(rulesOf)
    .filter((entry) => entry.id.startsWith(place) && withheld(with_, entry, models) !== undefined)
    .map(({ id }) => id.slice(place.length))

test('a rule about what is left out, renamed or sent otherwise is not judged', () => {
  const seed = preset({ rename: { seed: 'random_seed' } })
  expect(left(seed, 'parameters/seed/')).toEqual(['answered', 'repeats'])
  expect(left(seed, 'parameters/max-tokens/')).toEqual([])
  const entry = suites.flatMap(rulesOf).find(({ id }) => id === 'parameters/seed/repeats')
  expect(entry && withheld(seed, entry, models)).toBe(
    'not with OpenAI, to which `seed` is sent as `random_seed`: so it is',
  )
  expect(left(preset({ drop: ['tools[].function.strict'] }), 'tools/strict/')).toEqual([
    'answered',
    'arguments-conform',
  ])
  expect(left(preset({ set: { temperature: 1 } }), 'parameters/temperature/')).toEqual([
    'answered',
    'two-varies',
    'zero-is-steady',
  ])
})

test('nor is one whose requests lose what they are for', () => {
  const usage = preset({ drop: ['stream_options'] })
  expect(left(usage, 'usage/stream/').length).toBeGreaterThan(0)
  expect(
    left(preset({ replace: [{ parameter: 'tool_choice', from: 'required', to: 'any' }] }), 'tools/choice-required/'),
  ).toContain('forces-a-call')
  expect(
    left(preset({ replace: [{ parameter: 'tool_choice', from: 'required', to: 'any' }] }), 'tools/choice-none/'),
  ).toEqual([])
  expect(left(preset({ drop: ['max_completion_tokens'] }), 'errors/chat-parameters/')).toContain(
    'max-completion-tokens-minimum',
  )
})

test('what keeps every request short and steady takes nothing from the others', () => {
  const scaffold = preset(
    { drop: ['temperature', 'seed'], rename: { max_tokens: 'max_completion_tokens' } },
    { set: { enable_thinking: false } },
  )
  expect(left(scaffold, 'stop/')).toEqual([])
  expect(left(scaffold, 'chat/')).toEqual([])
})

test('an adaptation of some models leaves the others alone, and names rules of its own', () => {
  expect(left(preset({ when: { model: 'gpt-5*' }, drop: ['seed'] }), 'parameters/seed/')).toEqual([])
  expect(left(preset({ when: { model: 'm' }, drop: ['seed'] }), 'parameters/seed/')).toContain('repeats')
  expect(left(preset({ set: { thinking: 'off' }, withholds: ['reasoning/text'] }), 'reasoning/')).toEqual(
    expect.arrayContaining(['text/answered']),
  )
})

test('the plan skips them with the reason, and does not send what nobody reads', () => {
  const plan = makePlan(
    suites,
    models,
    { only: ['parameters/seed', 'stop/string'], skip: [] },
    preset({ drop: ['seed'] }),
  )
  expect(plan.suites.map(({ suite }) => suite.id)).toEqual(['stop/string'])
  expect(
    plan.skipped.filter(({ code }) => code !== 'not-selected').map(({ entry, reason }) => [entry.id, reason]),
  ).toEqual([
    ['parameters/seed/answered', expect.stringContaining('not sent: so it is')],
    ['parameters/seed/repeats', expect.stringContaining('not sent: so it is')],
  ])
})

test('a reference judges what it is listed for, less what it is no example for, less what it is not asked', () => {
  const anthropic = namedPreset('anthropic', 'a test')
  const ids = judgedBy(anthropic, suites, models).map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(['chat/content', 'streaming/finish', 'tools/call', 'roles/system']))
  expect(ids.filter((id) => /^(logprobs|structured-output|parameters|errors|embeddings|responses)\//.test(id))).toEqual(
    [],
  )
  const why = (id: string, of: Preset): string | undefined =>
    noExample(of, suites.find((one) => one.id === id) as (typeof suites)[number], models)
  expect(why('logprobs/asked', anthropic)).toContain('ignores logprobs')
  expect(why('embeddings/list', anthropic)).toContain('nothing is known')
  expect(why('parameters/seed', preset({ drop: ['seed'] }))).toContain('`seed` is not sent')
  expect(why('parameters/seed', base)).toBeUndefined()
  expect(judgedBy(undefined, suites, models)).toHaveLength(suites.length)
})

test('fields in which the reference departs itself are not compared', () => {
  const mistral = namedPreset('mistral', 'a test')
  expect(unlikeFields(mistral, suites)).toContain('$.choices[].message.tool_calls')
  const difference = (path: string): Difference => ({
    scope: 'chat',
    aspect: 'body',
    path,
    kind: 'extra',
    severity: 'notable',
    target: 't',
    reference: 'r',
    breaks: [],
    count: 1,
    of: 1,
    example: null,
  })
  const fields = ['$.a', '$.choices[].logprobs']
  const kept = withoutFields(
    ['$.a', '$.a.b', '$.ab', '$.choices[].logprobs', '$.choices[].logprobs[].x', '$.choices[].text'].map(difference),
    fields,
  )
  expect(kept.map(({ path }) => path)).toEqual(['$.ab', '$.choices[].text'])
})
