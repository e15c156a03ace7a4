import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { REASON_CODES } from '../src/judge/reason.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Texts for people in records: the reason of an outcome, the sentences of a rule and of a verdict. */
const TEXT = String.raw`\b(?:reason|sentence)`
/** A text that is compared, searched or cut. */
const READS = new RegExp(
  String.raw`${TEXT}\)?(?:\?\.|!?\.)(?:startsWith|endsWith|includes|match|matchAll|search|slice|split|indexOf|charAt)\(|${TEXT}\)? ?[!=]== ?['"\`]|\.test\(${TEXT}\b`,
)

/** The first format of records has its reasons in words only. */
const ALLOWED = new Set(['src/record/record-v1.ts'])

test('no code reads a sentence: data decides, and words are derived from it', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !ALLOWED.has(file),
  )
  expect(files.length).toBeGreaterThan(200)
  const offenders = files.flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => (READS.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  )
  expect(offenders).toEqual([])
})

test.for([
  "if (rule.reason === 'not selected') return",
  "errors.filter(({ reason }) => reason?.startsWith('GIVEN_UP'))",
  'summary.sentence.slice(0, 10)',
  'const known = /x/.test(reason)',
])('the test sees %s', (line) => {
  expect(READS.test(line)).toBe(true)
})

test('the schema of run records names every reason code', () => {
  const schema = JSON.parse(readFileSync(path.join(root, 'specs/harness/run-record.schema.json'), 'utf8')) as {
    properties: { rules: { items: { properties: { code: { enum: string[] } } } } }
  }
  expect(schema.properties.rules.items.properties.code.enum).toEqual(REASON_CODES)
})
