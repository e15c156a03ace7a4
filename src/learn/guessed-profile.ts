import { ruleMatcher } from '../globs.ts'
import type { RuleEntry } from '../judge/rules.ts'
import type { AppProbe, Profile } from '../policy/profile.ts'
import type { ModelKind } from '../suite/steps.ts'
import type { AppUsage, Feature } from './usage.ts'

/** Which rules a thing that an app does rests on, and what happens to it without. */
const NEEDS: Record<Feature, { rules: string[]; reason: string }> = {
  chat: {
    rules: ['chat/response/*', 'chat/content/*', 'chat/finish-reason/*', 'chat/choices/*'],
    reason: 'it reads plain chat answers',
  },
  'chat-stream': {
    rules: [
      'streaming/chunk/*',
      'streaming/framing/*',
      'streaming/delta/*',
      'streaming/done/*',
      'streaming/finish/*',
      'streaming/role/*',
      'streaming/identity/*',
      'streaming/utf8/*',
      'streaming/error-before/*',
    ],
    reason: 'it reads streamed chat answers',
  },
  'stream-usage': { rules: ['streaming/usage/*'], reason: 'it asks streams for token counts' },
  tools: {
    rules: ['tools/call/*', 'tools/ids/*', 'tools/finish-reason/*', 'tools/markup/*', 'tools/parameter-schemas/*'],
    reason: 'it offers tools in plain calls',
  },
  'tools-stream': {
    rules: ['tools/stream/*', 'tools/stream-fragments/*', 'tools/ids/*', 'tools/markup/*', 'tools/parameter-schemas/*'],
    reason: 'it offers tools in streamed calls',
  },
  'tool-results': {
    rules: ['tools/result-round-trip/*', 'tools/several-results/*'],
    reason: 'it sends the results of tools back',
  },
  'parallel-calls': { rules: ['tools/parallel/*'], reason: 'it lets a turn have several calls' },
  'assistant-calls': {
    rules: ['tools/assistant-replay/*', 'tools/replayed-arguments/*', 'chat/replayed-turn/*'],
    reason: 'it sends earlier turns with calls back',
  },
  developer: { rules: ['roles/developer/*'], reason: 'it sends developer messages' },
  system: { rules: ['roles/system/*'], reason: 'it sends system messages' },
  name: { rules: ['roles/name/*'], reason: 'it names the authors of messages' },
  parts: { rules: ['chat/content-parts/*'], reason: 'it sends content as parts' },
  images: { rules: ['vision/**'], reason: 'it sends images' },
  completions: { rules: ['completions/**'], reason: 'it uses text completions' },
  'completions-stream': { rules: ['completions/**'], reason: 'it streams text completions' },
  embeddings: { rules: ['embeddings/response/*', 'embeddings/encoding/*'], reason: 'it reads embeddings' },
  'embeddings-list': { rules: ['embeddings/list/*'], reason: 'it embeds several texts at once' },
  responses: { rules: ['responses/object/*', 'responses/message-item/*'], reason: 'it reads responses' },
  'responses-stream': { rules: ['responses/stream*/*'], reason: 'it reads streamed responses' },
  'responses-tools': {
    rules: ['responses/function-call*/*', 'responses/stream-call/*'],
    reason: 'it offers functions to responses',
  },
  models: { rules: ['models/**'], reason: 'it asks for the models' },
  'sdk-js': {
    rules: [
      'chat/sdk/*',
      'streaming/sdk/*',
      'tools/sdk/*',
      'embeddings/sdk/*',
      'responses/sdk/*',
      'completions/sdk/*',
      'structured-output/sdk/*',
      'errors/sdk/*',
    ],
    reason: 'it goes through the official SDK for JavaScript',
  },
  errors: { rules: ['errors/json/*', 'errors/envelope/*'], reason: 'it meets errors, and must read them' },
}

/** Where the SDK's view of a feature is judged. */
const SDK_OF: [area: string, features: Feature[]][] = [
  ['chat', ['chat']],
  ['streaming', ['chat-stream']],
  ['tools', ['tools', 'tools-stream']],
  ['embeddings', ['embeddings']],
  ['responses', ['responses']],
  ['completions', ['completions']],
  ['structured-output', []],
  ['errors', ['errors']],
]

export interface AboutApp {
  id: string
  name: string
  source: string
  date: string
}

/** What both kinds of profile of an app begin with. */
export const seenOf = (usage: AppUsage): Pick<Profile, 'about' | 'sends' | 'probes'> => ({
  about: `${usage.calls} ${usage.calls === 1 ? 'call that was' : 'calls that were'} watched`,
  sends: { endpoints: [...usage.endpoints].sort(), parameters: [...usage.parameters].sort() },
  probes: [...usage.probes.values()],
})

/**
 * What an app may need, guessed from what it was seen to ask for. Fields that no known client needs, and rules at level `may`,
 * limit it; the other rules of its topics are required. Globs are kept only where rules match them.
 */
export function guessedProfile(usage: AppUsage, rules: readonly RuleEntry[], about: AboutApp): Profile {
  const topics = topicsOf(usage, rules)
  const isRequired = ({ id: one, level, suite }: RuleEntry): boolean =>
    suite.contract?.rows.has(one.slice(suite.id.length + 1)) ? level === 'must' : level !== 'may'
  const { probes = [], ...seen } = seenOf(usage)
  return {
    ...about,
    ...seen,
    requires: [
      ...sentRules(about.id, probes, '**'),
      ...grouped(rules, topics, isRequired).map((one) => ({ ...one, learned: true })),
    ],
    degrades: grouped(rules, topics, (entry) => !isRequired(entry)).map(({ rules: ids, reason }) => ({
      rules: ids,
      limit: `documented behaviour is missing where ${reason}`,
      learned: true,
    })),
    probes,
  }
}

const SENT = 'the app sends just these requests'
/** Whether an entry of a profile was written by `learn`, and not by hand. */
export const isGuess = ({ learned }: { learned?: boolean }): boolean => learned === true

/** The rules on its own requests: all (`**`), or that they are answered. */
export const sentRules = (id: string, probes: readonly AppProbe[], which: string): NonNullable<Profile['requires']> =>
  probes.length === 0
    ? []
    : [{ rules: probes.map((probe) => `app/${id}-${probe.id}/${which}`), reason: SENT, learned: true }]

/** A reason for which rules matter to the app, and those of them that it can meet. */
interface Topic {
  reason: string
  matched: RuleEntry[]
}

/** What the app was seen to do, each with the rules that it rests on. */
function topicsOf(usage: AppUsage, rules: readonly RuleEntry[]): Topic[] {
  const own = [...usage.features].filter((feature) => feature !== 'sdk-js').map((feature) => NEEDS[feature])
  const parameters = [...usage.parameters].sort().flatMap((parameter) => {
    const ids = rules.filter(({ rule }) => rule.parameter === parameter).map((entry) => entry.id)
    return ids.length === 0 ? [] : [{ rules: ids, reason: `it sends ${parameter}` }]
  })
  const wanted = [
    ...own,
    ...parameters,
    ...(usage.features.has('sdk-js') ? [{ rules: sdkRules(usage), reason: NEEDS['sdk-js'].reason }] : []),
  ]
  const met = rules.filter((entry) => isMet(entry, usage))
  return wanted
    .map(({ rules: globs, reason }) => {
      const isMeant = ruleMatcher(globs)
      return { reason, matched: met.filter(({ id: one }) => isMeant(one)) }
    })
    .filter(({ matched }) => matched.length > 0)
}

/** Fields that come only where they are asked for. */
const ONLY_WITH: [field: RegExp, asked: (usage: AppUsage) => boolean][] = [
  [/\.tool_calls\b/, ({ features }) => features.has('tools') || features.has('tools-stream')],
  [/\.function_call\b/, ({ parameters }) => parameters.has('chat.functions')],
  [/\.logprobs\b/, ({ parameters }) => parameters.has('chat.logprobs') || parameters.has('completions.logprobs')],
  [/\.audio\b/, ({ parameters }) => parameters.has('chat.audio')],
]

/** Kinds of model that an app asks for by what it sends; what is judged with one is nothing to others. */
const NEEDS_MODEL: Partial<Record<ModelKind, (usage: AppUsage) => boolean>> = {
  thinking: ({ parameters }) => parameters.has('chat.reasoning_effort') || parameters.has('responses.reasoning'),
  vision: ({ features }) => features.has('images'),
}

/** Whether the app can meet what a rule about one field is about. */
function isMet({ id, suite }: RuleEntry, usage: AppUsage): boolean {
  const path = suite.contract?.rows.get(id.slice(suite.id.length + 1))?.path
  if (!(NEEDS_MODEL[suite.model]?.(usage) ?? true)) return false
  return path === undefined || ONLY_WITH.every(([field, asked]) => !field.test(path) || asked(usage))
}

const sdkRules = ({ features, parameters }: AppUsage): string[] =>
  SDK_OF.filter(
    ([area, needs]) =>
      needs.some((one) => features.has(one)) ||
      (area === 'structured-output' && parameters.has('chat.response_format')),
  ).map(([area]) => `${area}/sdk/*`)

/** The meant rules of each topic; a suite that is meant whole is one glob. */
function grouped(
  rules: readonly RuleEntry[],
  topics: readonly Topic[],
  meant: (entry: RuleEntry) => boolean,
): { rules: string[]; reason: string }[] {
  const size = (suite: string): number => rules.filter((entry) => entry.suite.id === suite).length
  return topics.flatMap(({ reason, matched }) => {
    const suites = Map.groupBy(matched.filter(meant), (entry) => entry.suite.id)
    const globs = [...suites].flatMap(([suite, group]) =>
      group.length === size(suite) ? [`${suite}/*`] : group.map(({ id }) => id),
    )
    return globs.length === 0 ? [] : [{ rules: globs, reason }]
  })
}
