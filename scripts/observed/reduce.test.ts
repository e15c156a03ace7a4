import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { observedReference } from '../../src/compare/observed.ts'
import { observedText, readSources } from './reduce-observed.ts'

const FILE = new URL('../../fixtures/reference/observed.json', import.meta.url)
/** The recordings are not part of the project: name their folder to check that the facts are what they give. */
const dir = process.env['OBSERVED_SOURCES'] ?? ''

test.skipIf(!existsSync(path.join(dir, 'reference')))('the facts are what the recordings give', () => {
  const sources = readSources(dir)
  expect(sources && observedText(sources)).toBe(readFileSync(FILE, 'utf8'))
})

test('a folder without recordings has no sources', () => {
  expect(readSources('no/such/folder')).toBeNull()
})

test('the facts say what they are and hold structure only', () => {
  const { label, scopes } = observedReference()
  expect(label).toContain('facts')
  expect(Object.keys(scopes)).toEqual(
    expect.arrayContaining([
      'chat',
      'chat.tool-calls',
      'chat.stream',
      'chat.stream.first',
      'chat.stream.usage',
      'error',
      'models',
      'model',
    ]),
  )
  for (const { objects, paths } of Object.values(scopes)) {
    expect(objects).toBeGreaterThan(10)
    const values = Object.values(paths).flatMap((facts) => Object.keys(facts.values ?? {}))
    expect(values.filter((value) => value.length > 25)).toEqual([])
  }
})
