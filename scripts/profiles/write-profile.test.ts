import { expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { dropUnknown, resultsIn, withMeasured } from './write-profile.ts'

const RULES = ['usage/sum/total', 'usage/sum/other', 'chat/response/choices-type', 'chat/response/id-value']
const written = `# By hand.
id: some-client
name: Some client
date: 2026-01-01
sends:
  endpoints: [POST /chat/completions]
  parameters: [messages]
requires:
  - rules: [chat/response/choices-type] # measured
    reason: read at once
degrades:
  - rules: [usage/sum/**]
    limit: counts are wrong
survives:
  - rules: [chat/response/id-*]
    reason: nothing reads it
notes:
  - Kept.
`
const measured = {
  version: '1.2.3',
  calls: 7,
  endpoints: ['POST /chat/completions'],
  unmet: ['id-null', 'absent:model.id'],
  results: [
    { name: 'choices-null', result: 'breaks', shows: 'text: TypeError' },
    { name: 'created-text', result: 'survives' },
    { name: 'completion-jitters', result: 'flaky', shows: 'usage: gave 8' },
    { name: 'of-the-stand-in-alone', result: 'breaks', shows: 'text: other' },
  ] as const,
}
const write = (text: string): string =>
  withMeasured(parseDocument(text), { ...measured, results: [...measured.results] }, '2026-11-30', RULES)

test('what was measured is written, and what people wrote stays', () => {
  const text = write(written)
  expect(text).toMatch(/^# By hand\.\nid: some-client\n/)
  expect(parse(text)).toMatchObject({
    version: '1.2.3',
    date: '2026-11-30',
    measured: { date: '2026-11-30', version: '1.2.3', calls: 7 },
    deviations: {
      breaks: [{ name: 'choices-null', shows: 'text: TypeError' }],
      survives: ['created-text'],
      flaky: [{ name: 'completion-jitters', shows: 'usage: gave 8' }],
    },
    degrades: [{ rules: ['usage/sum/**'] }],
    notes: ['Kept.'],
  })
})

test('stances on rules that were measured go, and those on others stay', () => {
  const profile = parse(write(written)) as Record<string, unknown>
  expect(profile['requires']).toBeUndefined()
  expect(profile['survives']).toEqual([{ rules: ['chat/response/id-*'], reason: 'nothing reads it' }])
})

test('written again it is the same', () => {
  const once = write(written)
  expect(write(once)).toBe(once)
  expect(resultsIn(parseDocument(once)).get('choices-null')?.result).toBe('breaks')
})

test('results with deviations that are gone are taken out', () => {
  const document = parseDocument(write(written).replace('created-text', 'gone-since'))
  expect(dropUnknown(document)).toBe(true)
  expect([...resultsIn(document).keys()]).toEqual(['choices-null', 'completion-jitters'])
  expect(dropUnknown(document)).toBe(false)
})

test('results with single fields stay, and unmet deviations that are gone are taken out', () => {
  const document = parseDocument(
    'deviations:\n  breaks: [{ name: absent:model.id, shows: none }]\n  unmet: [id-null, gone-since]\n',
  )
  expect(dropUnknown(document)).toBe(true)
  expect(document.toJS()).toEqual({
    deviations: { breaks: [{ name: 'absent:model.id', shows: 'none' }], unmet: ['id-null'] },
  })
})
