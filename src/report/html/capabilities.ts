import type { CapabilityState } from '../../policy/capabilities.ts'
import { documentationOf } from '../../policy/claims.ts'
import type { RunRecord } from '../../record/record.ts'
import { CAPABILITY_LEGEND, capabilityLine, capabilityRows, STATE_WORDS } from '../capabilities.ts'
import { html, inline, type Markup } from './html.ts'
import { ruleLink } from './report-rules.ts'
import { table } from './table.ts'

const LOOKS: Record<CapabilityState, string> = {
  works: 'holds',
  partly: 'limited',
  ignored: 'ignored',
  refused: 'refused',
  absent: 'breaks',
  'not-judged': 'open',
}

/** A state in words and in the colour of what that means. */
export const capabilityState = (state: CapabilityState): Markup =>
  html`<span class="outcome ${LOOKS[state]}">${STATE_WORDS[state]}</span>`

/** What works and what does not, by the names that people ask with. */
export function capabilities(record: RunRecord): Markup | false {
  const line = capabilityLine(record.capabilities)
  if (line === null) return false
  const documentation = documentationOf(record.target.server)
  const rows = capabilityRows(record).map(({ name, state, what, rule, more, documented }) => [
    inline(name),
    capabilityState(state),
    html`${inline(what)}${rule !== undefined && html` ${ruleLink(rule)}${more > 0 && ` and ${more} more`}`}`,
    ...(documentation ? [documented] : []),
  ])
  return html`<section id="capabilities"><h2>Capabilities</h2><p><strong>${line}.</strong> ${inline(CAPABILITY_LEGEND.replaceAll('*', ''))}${documentation !== null && html` ${inline(documentation.about)}`}</p>
${table({ caption: 'What became of each capability', head: ['capability', 'here', 'what', ...(documentation ? ['documentation'] : [])], rows })}</section>`
}
