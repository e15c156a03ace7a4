import type { RowGroup } from '../contract/rows.ts'
import { ruleMatcher } from '../globs.ts'
import type { Suite } from '../suite/suite.ts'
import { schemaOf } from './contract-fields.ts'
import type { Difference, DifferenceKind } from './difference.ts'

/** The rules that demand what a difference departs from, by id. */
export interface RulesBehind {
  /** Rules of a schema and other traffic rules. Each reads every answer: where it was judged, its outcome says more than the difference. */
  contract: string[]
  /** Rules on the order of a stream, on endings and on calls that read their own probe only. */
  traits: string[]
}

/** Which row of a schema a difference of that kind violates. */
const GROUPS: Partial<Record<DifferenceKind, RowGroup[]>> = {
  missing: ['present'],
  'null-or-absent': ['present', 'type'],
  type: ['type'],
  value: ['value'],
}

const CALL = String.raw`^\$\.choices\[\]\.delta\.tool_calls\[\]`
const [OPENING, FRAGMENT] = ['chat.stream.tool-opening', 'chat.stream.tool-fragment']

/**
 * Traits, and fields that matter in one kind of chunk only. `kinds`: any where absent; `demanded`: the value that
 * the rules demand, so that a change to it violates none.
 */
const TRAITS: { scope?: string; path: RegExp; kinds?: DifferenceKind[]; demanded?: string; rules: string[] }[] = [
  { scope: 'chat', path: /^finish_reason \(tool calls, tool_choice auto/, rules: ['tools/finish-reason/plain'] },
  {
    scope: 'chat',
    path: /^finish_reason \(tool calls, tool_choice req/,
    rules: ['tools/choice-required/finish-reason'],
  },
  {
    scope: 'chat',
    path: /^finish_reason \(tool calls, tool_choice named/,
    rules: ['tools/choice-named/finish-reason'],
  },
  { scope: 'chat.stream', path: /^finish_reason \(tool calls/, rules: ['tools/finish-reason/streamed'] },
  { scope: 'chat', path: /^finish_reason \(no tool calls/, rules: ['chat/finish-reason/never-empty'] },
  { scope: 'chat.stream', path: /^finish_reason \(no tool calls/, rules: ['streaming/same-answer/finish-reason'] },
  {
    path: /^tool_calls \(tool_choice required\)$/,
    rules: ['tools/choice-required/forces-a-call', 'tools/choice-required/forces-a-call-streamed'],
  },
  { path: /^tool_calls \(tool_choice named\)$/, rules: ['tools/choice-named/forces-that-call'] },
  {
    path: /^tool_calls \(tool_choice none\)$/,
    rules: ['tools/choice-none/no-call', 'tools/choice-none/no-call-streamed'],
  },
  { path: /^tool_calls index$/, rules: ['tools/parallel/stream-indexes', 'tools/stream-fragments/index'] },
  { scope: OPENING, path: new RegExp(`${CALL}\\.id$`), rules: ['tools/stream-fragments/opens-with-id'] },
  { scope: OPENING, path: new RegExp(`${CALL}\\.type$`), rules: ['tools/stream-fragments/opens-with-type'] },
  { scope: OPENING, path: new RegExp(`${CALL}\\.function\\.name$`), rules: ['tools/stream-fragments/opens-with-name'] },
  { scope: FRAGMENT, path: new RegExp(`${CALL}\\.(id|type)$`), rules: ['tools/stream-fragments/id-and-type-once'] },
  { scope: FRAGMENT, path: new RegExp(`${CALL}\\.function\\.name$`), rules: ['tools/stream-fragments/name-once'] },
  { scope: 'chat.stream', path: /^events\.finish$/, kinds: ['missing'], rules: ['streaming/finish/one'] },
  {
    scope: 'completions.stream',
    path: /^events\.finish$/,
    kinds: ['missing'],
    rules: ['completions/stream/ends-with-a-reason'],
  },
  { scope: 'chat.stream', path: /^events\.done$/, rules: ['streaming/done/last'] },
  { scope: 'completions.stream', path: /^events\.done$/, rules: ['completions/stream/done'] },
  { path: /^events\.role$/, kinds: ['missing'], rules: ['streaming/role/first'] },
  { scope: 'chat.stream', path: /^events\.usage$/, kinds: ['missing'], rules: ['streaming/usage/comes-when-asked'] },
  { scope: 'chat', path: /^format$/, demanded: 'JSON', rules: ['chat/response/answered'] },
  { scope: 'chat.stream', path: /^format$/, demanded: 'event stream', rules: ['streaming/framing/answered'] },
  { scope: 'chat.stream', path: /^headers\.content-type$/, rules: ['streaming/framing/content-type'] },
  { scope: 'chat', path: /^headers\.content-type$/, rules: ['transport/response-headers/json-type'] },
]

/** Every rule that a trait is linked to. */
export const TRAIT_RULES: readonly string[] = TRAITS.flatMap(({ rules }) => rules)

/** Links differences to the rules of these suites. */
export function rulesBehind(suites: readonly Suite[]): (difference: Difference) => RulesBehind {
  const rows = new Map<string, string[]>()
  for (const { id, contract } of suites)
    for (const [slug, { path, group }] of contract?.rows ?? []) {
      const key = `${contract?.schema} ${path} ${group}`
      rows.set(key, [...(rows.get(key) ?? []), `${id}/${slug}`])
    }
  const isRule = ruleMatcher(suites.map(({ id }) => id))
  const readsTraffic = new Set(
    suites.flatMap(({ id, rules }) =>
      Object.entries(rules).flatMap(([slug, { traffic }]) => (traffic ? [`${id}/${slug}`] : [])),
    ),
  )
  return (difference) => {
    const traits = traitRules(difference).filter(isRule)
    const rowRules = (GROUPS[difference.kind] ?? []).flatMap(
      (group) => rows.get(`${schemaOf(difference.scope)} ${difference.path} ${group}`) ?? [],
    )
    return {
      contract: [...rowRules, ...traits.filter((id) => readsTraffic.has(id))],
      traits: traits.filter((id) => !readsTraffic.has(id)),
    }
  }
}

const traitRules = ({ scope, path, kind, target }: Difference): string[] =>
  TRAITS.find(
    (one) =>
      scope === (one.scope ?? scope) &&
      one.path.test(path) &&
      (one.kinds === undefined || one.kinds.includes(kind)) &&
      target !== one.demanded,
  )?.rules ?? []
