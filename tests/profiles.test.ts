import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ruleMatcher } from '../src/globs.ts'
import { ruleResult } from '../src/judge/rule-result.ts'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { shippedProfiles } from '../src/policy/profile-file.ts'
import { judgeProfile } from '../src/policy/profile-verdict.ts'
import { globsOf, neededBy, stanceOf } from '../src/policy/profile.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { handle } from '../stand-in/stand-in.ts'
import { askAll, judged } from './faults/judge-all.ts'

const suites = await loadSuites()
const entries = suites.flatMap(rulesOf)
const profiles = shippedProfiles()

test('the clients that were promised are there', () => {
  expect(profiles.map(({ id }) => id)).toEqual([
    'cline',
    'codex',
    'continue',
    'crewai',
    'haystack',
    'instructor',
    'langchain-js',
    'langchain-python',
    'litellm-sdk',
    'llama-index',
    'mastra',
    'n8n',
    'open-webui',
    'openai-agents-js',
    'openai-agents-js-responses',
    'openai-agents-python',
    'openai-agents-python-responses',
    'openai-go',
    'openai-node',
    'openai-python',
    'opencode',
    'pydantic-ai',
    'smolagents',
    'vercel-ai-sdk',
    'vercel-ai-sdk-responses',
    'zed',
  ])
})

describe.each(profiles)('$id', (profile) => {
  test('says what was measured or read, where and when, and what is sent', () => {
    expect(profile).toMatchObject({
      version: expect.any(String),
      date: expect.any(String),
      about: expect.any(String),
      sends: expect.any(Object),
    })
    if (profile.measured)
      expect(profile.measured).toMatchObject({ version: expect.any(String), calls: expect.any(Number) })
    else expect(profile.source).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/tree\/([0-9a-f]{7,40}|v[\d.]+)\b/)
    expect(profile.extends === undefined || profiles.some(({ id }) => id === profile.extends)).toBe(true)
  })

  test('was measured with deviations, if at all', () => {
    const { measured, deviations = {} } = profile
    const { breaks = [], limits = [], survives = [] } = deviations
    expect(measured === undefined).toBe(breaks.length + limits.length + survives.length === 0)
  })

  test('names rules that there are', () => {
    const ids = entries.map(({ id }) => id)
    expect(globsOf(profile).filter((glob) => !ids.some(ruleMatcher([glob])))).toEqual([])
  })

  test('says one thing of a rule', () => {
    const { requires = [], degrades = [], survives = [] } = profile
    const lists = [requires, degrades, survives].map((list) => ruleMatcher(list.flatMap(({ rules }) => rules)))
    expect(entries.map(({ id }) => id).filter((id) => lists.filter((matches) => matches(id)).length > 1)).toEqual([])
  })

  // Only what the profile needs is sent, as with --profile: rules that read every answer have those alone.
  test('works with a conforming server', async () => {
    const needed = neededBy([profile], profiles)
    const answered = await askAll(
      suites,
      inProcessTransport((request) => handle(request)),
      needed,
    )
    const verdicts = judged(answered, ({ id }) => needed(id))
    const rules = entries.flatMap((entry) => {
      const verdict = verdicts.get(entry.id)
      return verdict ? [ruleResult(entry, verdict)] : []
    })
    const verdict = judgeProfile(profile, profiles, rules)
    expect(verdict).toMatchObject({ verdict: 'works', breaks: [], limits: [], open: [] })
    expect(verdict.required).toBeGreaterThan(10)
  })
})

/** How sentences call the clients that have a profile. */
const CLIENTS: [name: RegExp, profiles: string[]][] = [
  [/\bCline\b/, ['cline']],
  [/\bCodex\b/, ['codex']],
  [/\bContinue\b/, ['continue']],
  [/\bLangChain\b/, ['langchain-js']],
  [/\bLlamaIndex\b/, ['llama-index']],
  [/\bn8n\b/, ['n8n']],
  [/\bOpen WebUI\b/, ['open-webui']],
  [/\bAgents SDK\b/, ['openai-agents-js', 'openai-agents-js-responses']],
  [/\bopenai-node\b/, ['openai-node']],
  [/\bopenai-python\b/, ['openai-python']],
  [/\bpydantic-?ai\b/i, ['pydantic-ai']],
  [/(?<!OpenAI )\bAI SDK\b/, ['vercel-ai-sdk', 'vercel-ai-sdk-responses']],
  [/\bZed\b/, ['zed']],
]

test('no rule says that it breaks a client which survives it', () => {
  // What does not touch a client is no proof that it would survive it.
  const seen = profiles.map((one) => ({ ...one, deviations: { ...one.deviations, unmet: [] } }))
  const stances = new Map(seen.map((profile) => [profile.id, stanceOf(profile, seen)]))
  const kinds = (ids: string[], rule: string): unknown[] => ids.flatMap((id) => stances.get(id)?.(rule)?.kind ?? [])
  const untrue = entries.flatMap(({ id, rule: { breaks } }) =>
    CLIENTS.filter(([name, ids]) => name.test(breaks) && kinds(ids, id).includes('survives'))
      .filter(([, ids]) => kinds(ids, id).every((kind) => kind === 'survives'))
      .map(() => `${id}: ${breaks}`),
  )
  expect(untrue).toEqual([])
  // Each name is one that sentences use, so that the test can fail.
  expect(CLIENTS.filter(([name]) => !entries.some(({ rule }) => name.test(rule.breaks)))).toEqual([])
})

test('each file is named after the profile in it', () => {
  for (const { id } of profiles) expect(readFileSync(`specs/profiles/${id}.yaml`, 'utf8')).toContain(`id: ${id}\n`)
})
