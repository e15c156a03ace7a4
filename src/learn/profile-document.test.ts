import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import type { Profile } from '../policy/profile.ts'
import { assertLearnable, profileText } from './profile-document.ts'

function file(text?: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'profile-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const place = path.join(dir, 'app.yaml')
  if (text !== undefined) writeFileSync(place, text)
  return place
}

const SENT = 'the app sends just these requests'
const learned: Profile = {
  id: 'app',
  name: 'app',
  about: '2 calls that were watched',
  date: '2026-11-30',
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  deviations: { breaks: [{ name: 'id-null', shows: 'exit code 1' }], survives: ['choices-null'] },
  requires: [{ rules: ['app/app-chat-1/answered'], reason: SENT, learned: true }],
  probes: [],
}
const EDITED = `# Ann's notes.
# Texts were masked; look through the probes before you publish this file.
id: app
name: The app # for people
notes:
  - seen in May
requires:
  # it parses ids
  - rules: [chat/response/id-type]
    reason: it stores ids
  - rules: [streaming/chunk/*]
    reason: it reads streamed chat answers
    learned: true
degrades:
  - rules: [a/b/c]
    limit: documented behaviour is missing where it offers tools
    learned: true
survives:
  - rules: [chat/response/created-type]
    reason: never read
`

test('a new file says what it is, and truly whether texts were masked', () => {
  const text = profileText(file(), learned, 'What an app needs.', false)
  expect(text).toMatch(/^# What an app needs\.\n# Texts were masked;/)
  expect(parse(text)).toEqual(learned)
  expect(profileText(file(), learned, 'What an app needs.', true)).toMatch(/^# What an app needs\.\n# Texts are kept/)
})

test('what was written by hand stays, with comments and in its order; guesses go', () => {
  const text = profileText(file(EDITED), learned, 'head', true)
  expect(text).toMatch(/^# Ann's notes\.\n# Texts are kept as they were/)
  for (const kept of ['# for people', '# it parses ids', 'seen in May', 'never read']) expect(text).toContain(kept)
  expect(parse(text)).toMatchObject({
    name: 'The app',
    requires: [{ reason: 'it stores ids' }, { reason: SENT, learned: true }],
    deviations: learned.deviations,
  })
  expect(text).not.toMatch(/it reads streamed|it offers tools|degrades/)
  expect(profileText(file(text), learned, 'head', true)).toBe(text)
})

test('measuring again replaces what was measured', () => {
  const first = profileText(file(), learned, 'head', false)
  const again = profileText(file(first), { ...learned, deviations: { survives: ['id-null'] } }, 'head', false)
  expect((parse(again) as Profile).deviations).toEqual({ survives: ['id-null'] })
})

test.for([
  ['no profile', 'hello', true, /no valid profile/],
  ['the profile of another app', 'id: other\nname: o\nrequires: []\n', true, /profile of other, not of app/],
  ['a measured profile, by a guess', undefined, false, /was measured, and a guess does not replace that/],
] as const)('%s is not written over', ([, text, isMeasuring, why]) => {
  const place = file(text ?? profileText(file(), learned, 'head', false))
  expect(() => assertLearnable(place, 'app', isMeasuring)).toThrow(why)
  expect(() => assertLearnable(file(), 'app', isMeasuring)).not.toThrow()
})

test('a measured app goes by no other client, a guess still does', () => {
  const before = 'id: app\nname: app\n# Until it was measured.\nextends: openai-node\nrequires: []\n'
  expect(parse(profileText(file(before), learned, 'head', true))).not.toHaveProperty('extends')
  const { measured: _measured, deviations: _deviations, ...guess } = learned
  expect(parse(profileText(file(before), guess, 'head', true))).toMatchObject({ extends: 'openai-node' })
})
