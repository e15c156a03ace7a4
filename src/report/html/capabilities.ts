import type { CapabilityState } from '../../policy/capabilities.ts'
import { documentationOf } from '../../policy/claims.ts'
import type { RunRecord } from '../../record/record.ts'
import { CAPABILITY_LEGEND, capabilityLine, capabilityRows, STATE_WORDS } from '../capabilities.ts'
import { html, inline, type Markup } from './html.ts'
import { ruleLink } from './rule-link.ts'
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
  const rows = capabilityRows(record)
  const lacking = rows
    .filter(({ state }) => state !== 'works')
    .map(({ name, state, what, rule, more, documented }) => [
      inline(name),
      capabilityState(state),
      html`${inline(what)}${rule !== undefined && html` ${ruleLink(rule)}${more > 0 && ` and ${more} more`}`}`,
      ...(documentation ? [documented] : []),
    ])
  const working = rows.filter(({ state }) => state === 'works')
  return html`<p><strong>${line}.</strong> ${inline(CAPABILITY_LEGEND.replaceAll('*', ''))}${documentation !== null && html` ${inline(documentation.about)}`}</p>
${lacking.length > 0 && table({ caption: 'What became of each capability that does not work', head: ['capability', 'here', 'what', ...(documentation ? ['documentation'] : [])], rows: lacking })}
${working.length > 0 && html`<ul class="working" aria-label="What works">${working.map(({ name }) => html`<li><span class="outcome works">✓</span> ${inline(name)}</li>`)}</ul>`}`
}
