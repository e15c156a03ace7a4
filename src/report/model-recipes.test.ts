import { describe, expect, test } from 'vitest'
import { runRecord } from '../../tests/run-records.ts'
import type { SideInfo } from '../record/record.ts'
import { askedOrigin } from './evidence.ts'
import { modelRecipes } from './model-recipes.ts'

const target = (model: string, more: Partial<SideInfo> = {}): SideInfo => ({
  ...runRecord([], { model, baseUrl: 'http://127.0.0.1:18432/v1' }).target,
  ...more,
})

describe('how a reader gets the models of a recording', () => {
  test('one of the library is pulled', () => {
    expect(modelRecipes(target('smollm2:135m'))).toEqual([
      { model: 'smollm2:135m', kind: 'pull', command: 'ollama pull smollm2:135m' },
    ])
  })

  test.for(['smollm2-tools', 'smollm2-thinking'])('%s is made, from what can be pulled', (name) => {
    const [recipe] = modelRecipes(target(`${name}:135m`))
    expect(recipe?.kind).toBe('create')
    expect(recipe?.command).toMatch(
      new RegExp(`^ollama create ${name}:135m -f /dev/stdin <<'MODELFILE'\nFROM smollm2:135m\nTEMPLATE """`),
    )
    expect(recipe?.command).toMatch(/\nMODELFILE$/)
  })

  test('what no name of a model looks like becomes no command', () => {
    for (const name of ['x; rm -rf ~', '-f', '$(id)', 'a\nb', '']) expect(modelRecipes(target(name))).toEqual([])
  })

  test('a live server has its models, and another server has no `ollama`', () => {
    expect(modelRecipes(target('smollm2:135m', { kind: 'live' }))).toEqual([])
    expect(modelRecipes(target('m', { server: { software: 'vLLM', version: '1' } }))).toEqual([])
  })
})

describe('the address that commands ask', () => {
  test('is where an Ollama of the reader listens, if a recorded one was on its own machine', () => {
    expect(askedOrigin(target('m'))).toBe('http://127.0.0.1:11434')
  })

  test('is the recorded one otherwise', () => {
    expect(askedOrigin(target('m', { kind: 'live' }))).toBe('http://127.0.0.1:18432')
    expect(askedOrigin(target('m', { baseUrl: 'https://api.example/v1' }))).toBe('https://api.example')
    expect(askedOrigin(target('m', { server: null }))).toBe('http://127.0.0.1:18432')
    expect(askedOrigin(target('m', { baseUrl: 'file:///etc' }))).toBeNull()
  })
})
