import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nameMatcher, ruleMatcher } from '../../src/globs.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { shippedPresets } from '../../src/policy/preset-file.ts'
import { globsOf } from '../../src/policy/preset.ts'

const presets = shippedPresets()
const suites = await loadSuites()
const ids = suites.flatMap(rulesOf).map(({ id }) => id)
const TODAY = new Date().toISOString().slice(0, 10)

test('every system of the field has one', () => {
  const wanted = [
    'ollama',
    'openai',
    'anthropic',
    'openrouter',
    'gemini',
    'mistral',
    'deepseek',
    'qwen',
    'litellm',
    'portkey',
    'tokenmix',
    'generic',
    'llamacpp',
    'vllm',
    'lmstudio',
  ]
  expect(presets.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted))
})

test('no two share a name', () => {
  const names = presets.flatMap(({ id, aliases = [] }) => [id, ...aliases])
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})

test('each is in the file of its id', () => {
  const files = readdirSync(fileURLToPath(new URL('../../specs/presets/', import.meta.url)))
  expect(files.sort()).toEqual(presets.map(({ id }) => `${id}.yaml`))
})

test.for(presets.map((preset) => [preset.id, preset] as const))('%s speaks of rules there are', ([, preset]) => {
  expect(globsOf(preset).filter((glob) => !ids.some(ruleMatcher([glob])))).toEqual([])
  const places = preset.reference.cannot.flatMap(({ suites: globs = [] }) => globs).concat(preset.reference.judges)
  expect(places.filter((glob) => !suites.some(({ id }) => ruleMatcher([glob])(id)))).toEqual([])
})

test.for(presets.map((preset) => [preset.id, preset] as const))(
  '%s has sources of days that have been',
  ([, preset]) => {
    const { thinking = [], adaptations = [], deviations = [], reference, sources, checked } = preset
    const days = [checked, ...[...thinking, ...adaptations, ...deviations, ...sources].map(({ seen }) => seen)]
    expect(days.filter((day) => day > TODAY || Number.isNaN(Date.parse(day)))).toEqual([])
    const links = [...thinking, ...adaptations, ...deviations, ...sources, ...reference.cannot].flatMap(
      ({ link }) => link ?? [],
    )
    expect(links.filter((link) => !URL.canParse(link) || !link.startsWith('https://'))).toEqual([])
  },
)

test.for(presets.map((preset) => [preset.id, preset] as const))(
  '%s can be applied',
  ([, { adaptations = [], baseUrl, regions = {} }]) => {
    for (const { when } of adaptations) expect(() => nameMatcher(when?.model ?? '')).not.toThrow()
    for (const url of [
      baseUrl?.replace(/\$\{\w+\}/, 'https://resource.example') ?? 'https://x',
      ...Object.values(regions),
    ])
      expect(URL.canParse(url)).toBe(true)
    // A parameter that is taken out or sent otherwise must be one that something sends, or the entry does nothing.
    expect(adaptations.filter(({ drop, rename, set, replace }) => !drop && !rename && !set && !replace)).toEqual([])
  },
)

test.for(presets.flatMap(({ id, thinking = [] }) => (thinking.length > 0 ? [[id, thinking] as const] : [])))(
  '%s has globs of models, each with something of its own to say',
  ([, thinking]) => {
    for (const { models } of thinking) expect(() => nameMatcher(models)).not.toThrow()
    // The first that matches counts, so nothing is reached after one that matches everything.
    expect(thinking.slice(0, -1).filter(({ models }) => models === '*')).toEqual([])
  },
)

test.for([
  ['gpt-6-luna', 'none'],
  ['gpt-5.4-nano', 'none'],
  ['gpt-5-nano-2025-08-07', 'minimal'],
  ['o4-mini', 'low'],
  ['gpt-4o-mini', undefined],
] as const)('%s is asked with the effort %s at OpenAI', ([model, effort]) => {
  const { thinking = [] } = presets.find(({ id }) => id === 'openai') ?? {}
  const known = thinking.find(({ models }) => nameMatcher(models)(model))
  expect(known?.effort?.chat?.['reasoning_effort']).toBe(effort)
})

test('Ollama is excused nothing', () => {
  expect(presets.find(({ id }) => id === 'ollama')?.deviations).toBeUndefined()
})
