import type { RunRecord } from '../record/record.ts'

/** Something besides the server in which the sides differ: what changed may come from it. */
export interface SideDifference {
  what: 'models' | 'samples' | 'preset' | 'selection' | 'suite'
  /** By stage, in order. */
  values: string[]
}

interface Side {
  record: Pick<RunRecord, 'target' | 'suite' | 'options'>
  samples?: number
}

const VALUES: { what: SideDifference['what']; of: (side: Side) => string | null }[] = [
  { what: 'samples', of: ({ samples }) => (samples === undefined ? null : `${samples}`) },
  { what: 'preset', of: ({ record: { target } }) => target.preset?.id ?? 'none' },
  { what: 'selection', of: ({ record: { options } }) => selection(options) },
  { what: 'suite', of: ({ record: { suite } }) => `${suite.version}, ${suite.rules} rules` },
]

/** What the sides differ in besides the server. */
export function sideDifferences(sides: readonly Side[]): SideDifference[] {
  const others = VALUES.flatMap(({ what, of }): SideDifference[] => {
    const values = sides.map(of)
    const told = values.filter((value) => value !== null)
    return new Set(told).size > 1 ? [{ what, values: values.map((value) => value ?? 'unknown') }] : []
  })
  return [...models(sides), ...others]
}

/** The kinds of model for which the sides have different ones, each with its name. */
function models(sides: readonly Side[]): SideDifference[] {
  const named = sides.map(({ record: { target } }) =>
    Object.fromEntries(Object.entries(target.models ?? {}).map(([kind, { name }]) => [kind, name ?? 'none'])),
  )
  const told = named.filter((one) => Object.keys(one).length > 0)
  const kinds = [...new Set(told.flatMap((one) => Object.keys(one)))].filter(
    (kind) => new Set(told.map((one) => one[kind] ?? 'none')).size > 1,
  )
  return kinds.length === 0
    ? []
    : [{ what: 'models', values: named.map((one) => kinds.map((kind) => `${kind} ${one[kind] ?? 'none'}`).join(', ')) }]
}

const selection = ({ only, skip, profiles, shard }: RunRecord['options']): string =>
  [
    only.length > 0 ? `--only ${only.join(' ')}` : '',
    skip.length > 0 ? `--skip ${skip.join(' ')}` : '',
    profiles.length > 0 ? `--profile ${profiles.map(({ id }) => id).join(' ')}` : '',
    shard ? `--shard ${shard.index}/${shard.of}` : '',
  ]
    .filter(Boolean)
    .join(' ') || 'all rules'
