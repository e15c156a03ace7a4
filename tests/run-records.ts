import type { RuleResult } from '../src/judge/rule-result.ts'
import type { Preset } from '../src/policy/preset.ts'
import type { RunRecord } from '../src/record/record.ts'
import { recordOf, rule } from './formats/records.ts'

export { rule as ruleResult } from './formats/records.ts'

export interface Made {
  software?: string
  version?: string | null
  model?: string
  day?: string
  label?: string
  baseUrl?: string | null
  note?: string | null
}

/** The record of a run of some server at some time. */
export function runRecord(
  rules: RuleResult[],
  {
    software = 'Ollama',
    version = '1.0.0',
    model = 'm:1b',
    day = '2026-11-20',
    label = `${software} ${version}`,
    baseUrl = 'http://127.0.0.1:11434/v1',
    note = null,
  }: Made = {},
): RunRecord {
  const named = { name: model, why: 'smallest' }
  const none = { name: null, why: 'none' }
  const models = { chat: named, tools: named, toolless: none, thinking: none, vision: none, embedding: none }
  const record = recordOf(rules, {
    target: { kind: 'recording', label, baseUrl, answeredAt: day, note, server: { software, version }, models },
  })
  return { ...record, metadata: { ...record.metadata, startedAt: `${day}T10:00:00.000Z` } }
}

/** A preset of somebody else's, as recordings carry them. */
const hostilePreset = (text: string): Preset => ({
  id: 'hostile',
  name: text,
  about: text,
  documentation: text,
  checked: text,
  baseUrl: null,
  key: { variables: [text], required: false },
  adaptations: [
    {
      drop: [text],
      rename: { [text]: text },
      set: { [text]: text },
      replace: [{ parameter: text, from: text, to: text }],
      when: { model: text },
      reason: text,
      link: text,
      seen: text,
    },
  ],
  deviations: [{ rules: ['a/b/holds'], reason: text, link: text, observed: text, seen: text }],
  reference: { judges: [text], cannot: [{ suites: [text], fields: [text], reason: text, link: text }] },
  sources: [],
})

/** A record in which every text that a server, or a file somebody sent, can set is hostile. */
export function hostileRecord(text: string): RunRecord {
  const about = { sentence: text, breaks: text, source: `${text} https://example.org/${text}` }
  const rules = [
    rule(`a/b/${text}`, 'fail', {
      ...about,
      area: text,
      exchanges: ['k'],
      findings: [
        { kind: 'ignored', path: text, message: text, expected: { [text]: text }, actual: text, exchange: 'k' },
      ],
      known: { rule: text, reason: text, link: text, owner: text },
    }),
    rule('a/b/excused', 'fail', {
      ...about,
      known: { rule: text, reason: text, link: text, documented: { preset: text, seen: text, observed: text } },
    }),
    rule('a/b/open', 'inconclusive', { ...about, reason: text, parameter: text }),
    rule('a/b/holds', 'pass', { ...about, reason: text, parameter: `p.${text}` }),
  ]
  const record = runRecord(rules, { software: text, version: text, model: text, label: text, note: text, day: text })
  const limit = { limit: text, rules: ['a/b/open', text] }
  const preset = hostilePreset(text)
  return {
    ...record,
    target: { ...record.target, preset },
    reference: { ...record.reference, kind: 'observed', label: text, preset },
    summary: { ...record.summary, sentence: text, ignored: [`a/b/${text}`] },
    profiles: [
      {
        id: text,
        name: text,
        verdict: 'breaks',
        required: 1,
        breaks: [`a/b/${text}`],
        because: [{ reason: text, rules: [text] }],
        limits: [limit],
        open: ['a/b/open'],
        openLimits: [limit],
      },
    ],
    capabilities: [
      { id: text, name: text, group: text, state: 'partly', why: text, failing: [`a/b/${text}`], open: [text] },
      { id: 'open', name: text, group: text, state: 'not-judged', code: 'model', why: text, failing: [], open: [text] },
    ],
    differences: [
      {
        scope: text,
        aspect: 'body',
        path: text,
        kind: 'extra',
        severity: 'breaking',
        target: text,
        reference: text,
        breaks: [text],
        count: 1,
        of: 1,
        example: null,
      },
    ],
    knownProblems: [{ rule: text, kind: 'passes', message: text }],
    metadata: { ...record.metadata, command: text },
  }
}
