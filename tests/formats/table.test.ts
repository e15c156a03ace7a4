import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_FORMATS, FORMATS } from '../../src/record/formats.ts'
import { reportFiles } from '../../src/report/formats.ts'

interface OptionsSchema {
  properties: { formats: { items: { enum: string[] } } }
}

test('the published format of options knows every format of reports', () => {
  const { properties } = JSON.parse(
    readFileSync(new URL('../../specs/harness/options.schema.json', import.meta.url), 'utf8'),
  ) as OptionsSchema
  expect(properties.formats.items.enum.toSorted()).toEqual(FORMATS.toSorted())
})

test('no two formats write the same file, and without a wish there is one for people and one for programs', () => {
  expect(new Set(reportFiles()).size).toBe(reportFiles().length)
  expect(DEFAULT_FORMATS).toEqual(expect.arrayContaining(['md', 'json']))
})
