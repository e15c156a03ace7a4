import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { auditCommand } from '../cli/actions/audit.ts'
import { listPresets } from '../cli/actions/presets.ts'
import { audit } from '../library/audit.ts'
import type { RunOptions } from '../record/options.ts'
import { headerValue } from './header-value.ts'
import { nameSides, type NamedSide } from './named-sides.ts'
import { presetAccess } from './preset-access.ts'
import type { Environment } from './side-name.ts'
import { deadlines, learnSecrets, type Access } from './sides.ts'

const NOWHERE = 'http://127.0.0.1:9'

/** The secrets of a run as they are known before anything is sent. */
function secretsOf(given: Partial<RunOptions>, env: Environment): string[] {
  const options = { reference: 'none', models: {}, ...given } as RunOptions
  const access: Access = { secrets: [], deadlines: deadlines(1), env }
  learnSecrets(nameSides(options, env), options, access)
  return access.secrets
}

/** Each variable that holds a key, and what asks for it. */
const SIDES: [variable: string, options: Partial<RunOptions>][] = [
  ['OLLAMA_API_KEY', { target: NOWHERE }],
  ['OLLAMA_API_KEY', {}],
  ['MY_KEY', { target: NOWHERE, apiKeyEnv: 'MY_KEY' }],
  ['MISTRAL_API_KEY', { target: 'mistral' }],
  ['GOOGLE_API_KEY', { target: 'gemini' }],
  ['MY_KEY', { target: 'groq', apiKeyEnv: 'MY_KEY' }],
  ['OPENAI_API_KEY', { target: NOWHERE, reference: undefined }],
  ['OPENAI_API_KEY', { target: NOWHERE, reference: NOWHERE }],
  ['MY_KEY', { target: NOWHERE, reference: 'openrouter', referenceApiKeyEnv: 'MY_KEY' }],
  ['OLLAMA_API_KEY', { target: NOWHERE, via: NOWHERE }],
  ['MY_KEY', { target: NOWHERE, via: NOWHERE, apiKeyEnv: 'MY_KEY' }],
  ['PORTKEY_API_KEY', { target: NOWHERE, via: 'portkey' }],
]

describe.for(SIDES)('the key in %s for %o', ([variable, options]) => {
  test('is sent without the line end behind it', () => {
    expect(secretsOf(options, { [variable]: 'key-0123456789\r\n' })).toContain('key-0123456789')
  })

  test('is refused if a header cannot contain it', () => {
    expect(() => secretsOf(options, { [variable]: ' key-01\n23456789 ' })).toThrow(
      `${variable} is invalid: character 7 of 15 is U+000A, which an HTTP header cannot contain. Remove that character. Nothing was sent.`,
    )
  })
})

test.for(['a\u0000b', 'a\nb', 'a\u007fb', '\u2018sk-abc\u2019', 'sk-\u0430bc', '\u{1F511}'])(
  'a header cannot contain %j',
  (value) => {
    expect(() => headerValue({ KEY: value }, 'KEY')).toThrow(
      /^KEY is invalid: character \d of \d is U\+[0-9A-F]{4,5}, /,
    )
  },
)

test('a header can contain visible characters, inner blanks and Latin-1; a blank value counts as not set', () => {
  for (const value of ['sk-abc_.~+/=', 'Bearer abc', 'pässword']) expect(headerValue({ KEY: value }, 'KEY')).toBe(value)
  for (const value of ['', ' \r\n\t', undefined]) expect(headerValue({ KEY: value }, 'KEY')).toBeUndefined()
})

test('a variable with nothing but a line end counts as not set', () => {
  expect(() => secretsOf({ target: NOWHERE, apiKeyEnv: 'MY_KEY' }, { MY_KEY: '\n' })).toThrow(
    /MY_KEY: that variable is not set, or is empty/,
  )
  expect(() => secretsOf({ target: 'mistral' }, { MISTRAL_API_KEY: '\n' })).toThrow(/MISTRAL_API_KEY is not set/)
})

test('the headers of a preset are checked, from a variable and from its file', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'preset-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const preset = {
    id: 'mine',
    name: 'Mine',
    about: 'a test',
    documentation: 'none',
    checked: '2026-11-25',
    baseUrl: NOWHERE,
    key: { variables: ['K'], required: false },
    reference: { judges: [], cannot: [] },
    sources: [{ for: 'x', link: 'x', seen: '2026-11-25' }],
  }
  const headers = [
    { name: 'x-team', variable: 'TEAM', reason: 'billing' },
    { name: 'x-own-key', value: 'key-0123456789\n', reason: 'it wants one' },
  ]
  const file = path.join(dir, 'mine.yaml')
  writeFileSync(file, JSON.stringify({ ...preset, headers }))
  const { target } = nameSides({ target: file, reference: 'none' } as RunOptions, {})
  if (target?.name.kind !== 'preset') throw new Error('no preset')
  const of = (env: Environment): ReturnType<typeof presetAccess> =>
    presetAccess((target.name as Extract<NamedSide['name'], { kind: 'preset' }>).preset, target, env)
  expect(of({ TEAM: 'blue\n' })).toMatchObject({
    headers: [['x-team', 'blue']],
    keyHeaders: { 'x-own-key': 'key-0123456789' },
    secrets: ['key-0123456789'],
  })
  expect(() => of({ TEAM: 'bl\nue' })).toThrow(/^TEAM is invalid: character 3 of 5 is U\+000A, /)
  writeFileSync(
    file,
    JSON.stringify({ ...preset, headers: [{ name: 'x-own-key', value: 'key\u201301', reason: 'it wants one' }] }),
  )
  expect(() => nameSides({ target: file, reference: 'none' } as RunOptions, {})).toThrow(
    /^The header x-own-key of the preset mine is invalid: character 4 of 6 is U\+2013, /,
  )
})

test('audit and presets check keys before they send anything', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const flags = { public: false, slow: 1, out: 'nowhere', failOn: 'high' as const }
  await expect(
    auditCommand(NOWHERE, { ...flags, apiKeyEnv: 'OLLAMA_API_KEY' }, { OLLAMA_API_KEY: 'a\nb' }),
  ).rejects.toThrow(/^OLLAMA_API_KEY is invalid: .*U\+000A/)
  await expect(auditCommand(NOWHERE, { ...flags, apiKeyEnv: 'MY_KEY' }, { MY_KEY: '\n' })).rejects.toThrow(
    /^--api-key-env MY_KEY: that variable is not set/,
  )
  await expect(audit(NOWHERE, { key: 'a\nb' })).rejects.toThrow(/^key is invalid: .*U\+000A/)
  await expect(listPresets({ GROQ_API_KEY: 'a\nb' })).rejects.toThrow(/^GROQ_API_KEY is invalid: .*U\+000A/)
})
