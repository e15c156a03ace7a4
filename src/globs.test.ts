import path from 'node:path'
import { expect, test } from 'vitest'
import { firstMatching, nameMatcher, ruleMatcher } from './globs.ts'

const ids = [
  'tools/trigger/calls',
  'tools/trigger-twice/calls',
  'toolset/trigger/calls',
  'stop/list/ends',
  'stop/list/ends-early',
  'chat/answer/choices-index-type',
]
const globs = [
  'tools',
  'tools/',
  'tools/trigger',
  'tools/trigger/',
  'tools/trigger/calls',
  'trigger',
  'calls',
  'stop/*',
  'stop/*/ends',
  '*/list/ends*',
  '{chat,stop}',
  '{chat,stop/*}/{answer,ends}',
  '{st,too}*/{list,trigger}-{twice,none}',
  't*s/t*r',
  '*/**/calls',
  '**/list/**',
  '**',
  '*',
  '**/trigger/*',
  'stop/**',
  'tools/trigger/**',
  'tools/trigger/calls/**',
  'st?p',
  '**/calls',
  'Tools',
  'to**',
  'a..',
  '',
]

test('a glob matches what Node says it does, and all below it', () => {
  for (const glob of globs) {
    const top = glob.replace(/(\/|\/\*\*)$/, '')
    const known = [top, `${top}/**`]
    expect([glob, ids.filter(ruleMatcher([glob]))]).toEqual([
      glob,
      glob === '' ? [] : ids.filter((id) => known.some((one) => path.matchesGlob(id, one))),
    ])
  }
})

test('what others give a meaning is refused, and so is what is too long', () => {
  for (const glob of [
    '!stop',
    '+(a+)',
    '(a+)+$',
    '[a-z]',
    'a|b',
    '\\a',
    '{a',
    'a}',
    '{a,{b,c}}',
    'a b',
    'a,b',
    'é',
    '{1..1000000}'.repeat(9) + '$',
    'a*'.repeat(151),
  ]) {
    expect(() => ruleMatcher([glob]), glob).toThrow(
      /^.{1,60} is no glob\. A glob is a name of at most 300 signs, in which `\*`/,
    )
  }
})

test('no glob takes forever', () => {
  const id = `${'a'.repeat(60)}/${'a'.repeat(60)}/${'a'.repeat(60)}`
  for (const part of ['a*', '*a', '?*', '**/', '{a,*}', '{,*}', '{a,aa}', '*?{*,a}'])
    expect(ruleMatcher([`${part.repeat(25)}z`])(id), part).toBe(false)
})

test('a name of a model is matched whole, in any case, slashes and all', () => {
  const matched = (glob: string): string[] => ['gpt-5', 'openai/GPT-5-mini', 'o3', 'qwen3:8b'].filter(nameMatcher(glob))
  expect(matched('*gpt-5*')).toEqual(['gpt-5', 'openai/GPT-5-mini'])
  expect(matched('{o1,o3,GPT-5}*')).toEqual(['gpt-5', 'o3'])
  expect([matched('qwen3'), matched('qwen?:*'), matched('*')]).toEqual([
    [],
    ['qwen3:8b'],
    ['gpt-5', 'openai/GPT-5-mini', 'o3', 'qwen3:8b'],
  ])
})

test('the first list that matches is told, whether by name or by glob', () => {
  const first = firstMatching([['stop/list/ends'], ['*/list/*', 'tools/trigger'], ['stop', 'tools'], ['**']])
  expect(ids.map(first)).toEqual([1, 2, 3, 0, 1, 3])
  expect(firstMatching([['stop']])('chat/answer/index')).toBeUndefined()
})

test('an empty glob, as an unset variable gives, matches nothing and breaks nothing', () => {
  expect(ruleMatcher([''])('stop/string/cuts')).toBe(false)
  expect(ruleMatcher(['', 'stop'])('stop/string/cuts')).toBe(true)
})
