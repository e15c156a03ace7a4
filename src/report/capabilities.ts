import { CAPABILITY_STATES, wasAsked, type CapabilityState, type CapabilityVerdict } from '../policy/capabilities.ts'
import { documentationOf } from '../policy/claims.ts'
import type { RunRecord } from '../record/record.ts'
import { anchorOf } from './anchor.ts'
import { cell, code, linked, prose } from './markdown-text.ts'
import type { Refer } from './refer.ts'
import { table } from './table.ts'

export const STATE_WORDS: Record<CapabilityState, string> = {
  works: 'works',
  partly: 'partly',
  ignored: 'ignored',
  refused: 'refused',
  absent: 'absent',
  'not-judged': 'not judged',
}

/** The states that hurt somebody who does not look: nothing says so at run time. */
const SILENT: ReadonlySet<CapabilityState> = new Set(['ignored', 'partly'])

/** How many of those that a run was about work, and what became of the others: `32 of 41 capabilities work, 4 partly`; null where it was about none. */
export function capabilityLine(capabilities: readonly Pick<CapabilityVerdict, 'state' | 'code'>[]): string | null {
  const asked = capabilities.filter(wasAsked)
  if (asked.length === 0) return null
  const count = (state: CapabilityState): number => asked.filter((one) => one.state === state).length
  const others = CAPABILITY_STATES.filter((state) => state !== 'works' && count(state) > 0)
  return [
    `${count('works')} of ${asked.length} ${asked.length === 1 ? 'capability works' : 'capabilities work'}`,
    ...others.map((state) => `${count(state)} ${STATE_WORDS[state]}`),
  ].join(', ')
}

/** A capability as reports show it. */
export interface CapabilityRow {
  name: string
  group: string
  state: CapabilityState
  /** What does not work, or why that is not known. */
  what: string
  /** The first rule behind that, and how many more. */
  rule: string | undefined
  more: number
  /** What the server's documentation says; empty where it says nothing. */
  documented: string
}

/** The capabilities that a run was about, in their order. */
export const capabilityRows = ({ capabilities, target }: RunRecord): CapabilityRow[] =>
  capabilities.filter(wasAsked).map(({ id, name, group, state, why, failing, open }) => {
    const [rule, ...others] = state === 'not-judged' ? open : failing
    const has = documentationOf(target.server)?.has(id)
    return {
      name,
      group,
      state,
      what: why ?? '',
      rule: state === 'absent' ? undefined : rule,
      more: others.length,
      documented: has === undefined ? '' : has ? 'documented' : 'not documented',
    }
  })

/** What a reader must know of the table. */
export const CAPABILITY_LEGEND =
  'partly: it can be used, and its users will notice what fails. **ignored**: accepted, without effect. refused: turned down in a proper error. absent: the endpoint or the field is not there, or nothing usable came. `ollama-conformance explain CAPABILITY` names the rules.'

/** What works and what does not, by the names that people ask with. */
export function capabilityTable(record: RunRecord, refer: Refer): string[] {
  const rows = capabilityRows(record)
  const line = capabilityLine(record.capabilities)
  if (line === null) return []
  const documentation = documentationOf(record.target.server)
  const lacking = rows.filter(({ state }) => state !== 'works')
  const working = rows.filter(({ state }) => state === 'works')
  return [
    '## Capabilities',
    `**${line}.** ${CAPABILITY_LEGEND}`,
    ...(lacking.length > 0
      ? [
          table([
            ['capability', 'here', 'what', ...(documentation ? ['documentation'] : [])],
            ...lacking.map((row) => shown(row, documentation !== null, refer)),
          ]),
        ]
      : []),
    ...(working.length > 0 ? [`Works: ${working.map(named).join(', ')}.`] : []),
    ...(documentation ? [linked(documentation.about)] : []),
  ]
}

/** A state in a Markdown table. */
export const stateCell = (state: CapabilityState): string =>
  SILENT.has(state) ? `**${STATE_WORDS[state]}**` : STATE_WORDS[state]

const shown = (row: CapabilityRow, withDocumentation: boolean, refer: Refer): string[] => [
  cell(row.name),
  stateCell(row.state),
  `${cell(row.what)}${row.rule === undefined ? '' : ` (${refer(anchorOf(row.rule), code(row.rule))}${row.more > 0 ? ` and ${row.more} more` : ''})`}`,
  ...(withDocumentation ? [row.documented] : []),
]

const named = ({ name, documented }: CapabilityRow): string =>
  `${prose(name)}${documented === 'not documented' ? ' (not documented)' : ''}`
