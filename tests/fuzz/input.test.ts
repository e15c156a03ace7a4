import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { ruleMatcher } from '../../src/globs.ts'
import { readKnown } from '../../src/policy/known-file.ts'
import { readPreset } from '../../src/policy/preset-file.ts'
import { readProfile } from '../../src/policy/profile-file.ts'
import { readRecord } from '../../src/record/read-record.ts'
import { openCapture } from '../../src/recording/capture.ts'
import { readRecording } from '../../src/recording/recording.ts'
import { readSideName } from '../../src/server/side-name.ts'
import { parseAddress, parseOllamaHost } from '../../src/wire/address.ts'
import { bodies } from './exchanges.ts'
import { hostileJson } from './hostile-json.ts'
import { holdsAsync } from './runs.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-input-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lets through a result, or a failure that is told in one line. */
async function bears(read: () => unknown): Promise<void> {
  try {
    await read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.message).not.toMatch(/[\n\r]|\[object|undefined/)
    expect(error.message.length).toBeLessThan(2000)
  }
}

const typed = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'http://',
        'https://',
        'ftp://',
        '//',
        ':',
        '@',
        '=',
        '/',
        '?',
        '#',
        '[::1]',
        '[',
        ']',
        '%',
        '%zz',
        '..',
        '127.0.0.1',
        'localhost',
        '11434',
        '99999',
        '-1',
        'gemini',
        'qwen@cn',
        'litellm=',
        'a',
        ' ',
        '\n',
        '"',
        '\u0000',
        'é',
        '*',
        '{',
        '}',
        '!',
        '(',
        ')',
        '\\',
        'x.yaml',
        '.',
        '~',
        '__proto__',
        'constructor',
      ),
      { maxLength: 7 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

describe('what is typed', () => {
  test('addresses', async () => {
    await holdsAsync(
      500,
      fc.asyncProperty(typed, (text) => bears(() => parseAddress(text))),
    )
    await holdsAsync(
      500,
      fc.asyncProperty(typed, (text) => bears(() => parseOllamaHost(text))),
    )
  })
  test('names of sides', () =>
    holdsAsync(
      15,
      fc.asyncProperty(typed, fc.constantFrom('--target', '--reference', '--via'), (text, option) =>
        bears(() => readSideName(text, option, { OLLAMA_HOST: text, LITELLM_BASE_URL: text })),
      ),
    ))
  test('globs', () =>
    holdsAsync(
      500,
      fc.asyncProperty(fc.array(typed, { maxLength: 3 }), (globs) =>
        bears(() => ruleMatcher(globs)('stop/string/cuts')),
      ),
    ))
})

/** Something like YAML: right in part, with all that its parsers stumble on. */
const yaml = fc
  .array(
    fc.tuple(
      fc.constantFrom('', '  ', '    ', '- ', '  - ', '\t'),
      fc.constantFrom(
        'rule: stop/**',
        'reason: because',
        'id: x',
        'name: y',
        'requires:',
        'rules: [a/b/c]',
        'reason: |',
        '&a [*a]',
        '&b {x: *b}',
        '*a',
        '*none',
        'a: &c [1, 1, 1]',
        'b: &d [*c, *c, *c, *c, *c, *c]',
        'c: &e [*d, *d, *d, *d, *d, *d]',
        'd: &f [*e, *e, *e, *e, *e, *e]',
        'e: [*f, *f, *f, *f, *f, *f]',
        '<<: *c',
        '!!binary x',
        '!!set {a}',
        '!!js/function x',
        '!<x> y',
        '---',
        '...',
        '%YAML 9.9',
        '? [a, b]',
        ': c',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '|',
        '>',
        '# c',
        '\u0000',
        '\u2028',
        '__proto__: {a: 1}',
        'constructor: 1',
        '1: 2',
        '~: ~',
        'expires: 2026-01-01',
        'expires: 2026-13-99',
        '0x1: .inf',
        '.nan',
        '2026-01-01',
        'id: ""',
        'adaptations: [{}]',
        'deviations: [{rules: [x]}]',
        '[[[[[[[[[[[[[[',
      ),
    ),
    { maxLength: 9 },
  )
  .map((lines) => lines.map((parts) => parts.join('')).join('\n'))
const text = fc.oneof(
  { weight: 4, arbitrary: yaml },
  hostileJson.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

test.for([
  ['known deviations', readKnown],
  ['profiles', readProfile],
  ['presets', readPreset],
] as const)('files of %s', async ([, read]) => {
  const file = path.join(folder, 'some.yaml')
  await holdsAsync(
    150,
    fc.asyncProperty(text, (content) =>
      bears(() => {
        writeFileSync(file, content)
        return read(file)
      }),
    ),
  )
})

test('run records, recordings and captured traffic', async () => {
  const content = fc.oneof(
    hostileJson.map((value) => JSON.stringify(value)),
    bodies.map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      '{"format":"ollama-conformance/run@3"}',
      '{"log":{"entries":[{}]}}',
      '{"log":{"entries":[{"request":{"method":"POST","url":"x","headers":[]},"response":{"status":200,"headers":[],"content":{}}}]}}',
      '{"request":{},"response":{"status":200}}',
      '{"request":{"url":"http://["},"response":{"status":200}}',
      '',
    ),
  )
  await holdsAsync(
    60,
    fc.asyncProperty(content, async (some) => {
      for (const name of ['results.json', 'recording.json', 'exchanges.jsonl', 'some.har', 'some.jsonl'])
        writeFileSync(path.join(folder, name), some)
      await bears(() => readRecord(path.join(folder, 'results.json')))
      await bears(() => readRecording(folder))
      for (const name of ['some.har', 'some.jsonl'])
        await bears(async () => {
          for await (const _one of openCapture(path.join(folder, name)).exchanges) continue
        })
    }),
  )
})
