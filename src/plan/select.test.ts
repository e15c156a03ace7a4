import { describe, expect, test } from 'vitest'
import type { Profile } from '../policy/profile.ts'
import { loadSuites } from './load-suites.ts'
import { selectFor } from './select.ts'

const suites = await loadSuites()
const profile = (rules: string[], endpoints?: string[]): Profile => ({
  id: 'app',
  name: 'App',
  requires: [{ rules, reason: 'r' }],
  ...(endpoints === undefined ? {} : { sends: { endpoints, parameters: [] } }),
})
const alongside = (one: Profile, only: string[] = [], skip: string[] = []): readonly string[] =>
  selectFor([one], () => [], suites, { only, skip }).readAlong ?? []

test('what is sent anyway is judged as well where it tells which deviation a client has met', () => {
  const measured: Profile = {
    id: 'app',
    name: 'App',
    measured: { date: '2026-11-30', by: 'npm run e2e' },
    sends: { endpoints: ['POST /chat/completions'], parameters: [] },
    deviations: { breaks: [{ name: 'finish-never', shows: 'text: hung' }], survives: ['finish-twice', 'id-null'] },
  }
  const { only, readAlong = [] } = selectFor([measured], () => [], suites, { only: [], skip: ['streaming/sdk'] })
  expect(only).toEqual(expect.arrayContaining(['streaming/finish/one', 'tools/finish-reason/streamed']))
  expect(only.filter((id) => /^(embeddings|responses|streaming\/sdk)\//.test(id))).toEqual([])
  const sent = new Set([...readAlong, 'streaming/finish', 'streaming/error-inside'])
  expect(only.filter((id) => !sent.has(id.slice(0, id.lastIndexOf('/'))))).toEqual([])
  expect(selectFor([measured], () => [], suites, { only: ['streaming/finish/one'], skip: [] }).only).toEqual([
    'streaming/finish/one',
  ])
})

describe('what is asked for a client besides the probes of its rules', () => {
  test('is nothing for rules on their own probe', () => {
    expect(alongside(profile(['stop/string/ends-before-it']))).toEqual([])
  })

  test('is every suite that brings answers of the kind that a rule reads', () => {
    const along = alongside(profile(['streaming/done/last']))
    expect(along).toEqual(expect.arrayContaining(['streaming/done', 'usage/stream', 'streaming/error-before']))
    expect(along).not.toEqual(expect.arrayContaining(['chat/response']))
    expect(along.filter((id) => /^(embeddings|responses|models)\//.test(id))).toEqual([])
  })

  test('is only what goes to endpoints of the client, where its profile says them', () => {
    const rules = ['chat/response/choices-present', 'responses/object/output-present']
    const areas = (endpoints?: string[]): string[] => [
      ...new Set(alongside(profile(rules, endpoints)).map((id) => id.split('/')[0] ?? '')),
    ]
    expect(areas()).toEqual(expect.arrayContaining(['chat', 'responses', 'stop']))
    expect(areas(['POST /responses'])).not.toContain('stop')
    expect(areas(['POST /chat/completions unless it is told otherwise'])).toContain('stop')
  })

  test('is nothing where rules are named, and not what is skipped', () => {
    const one = profile(['streaming/done/last'])
    expect(alongside(one, ['streaming/done'])).toEqual([])
    expect(alongside(one, [], ['stop']).filter((id) => id.startsWith('stop/'))).toEqual([])
    expect(alongside(one, [], ['stop'])).toContain('streaming/delta')
  })
})
