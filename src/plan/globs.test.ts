import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { firstMatching, ruleMatcher } from './globs.ts'

const ids = ['tools/trigger/calls', 'tools/trigger-twice/calls', 'toolset/trigger/calls', 'stop/list/ends', 'stop/list/ends-early', 'chat/answer/choices-index-type']
const globs = ['tools', 'tools/', 'tools/trigger', 'tools/trigger/', 'tools/trigger/calls', 'trigger', 'calls', 'stop/*', 'stop/*/ends', '*/list/ends*', '{chat,stop}', '!stop', 'stop/**', 'tools/trigger/**', 'tools/trigger/calls/**', 'st?p', '**/calls', 'Tools', '']

test('a name matches what the glob would', () => {
  for (const glob of globs) {
    const known = picomatch([glob, `${glob.replace(/\/$/, '')}/**`].filter((one) => one !== ''))
    expect([glob, ids.filter(ruleMatcher(glob === '' ? [] : [glob]))]).toEqual([glob, glob === '' ? [] : ids.filter((id) => known(id))])
  }
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
