import { found, type FailureEntry, type Failures } from '../failure-entries.ts'
import type { Material } from '../formats.ts'
import { counted } from '../markdown-text.ts'
import { html, inline, type Markup, type Part } from './html.ts'
import { ruleDetails, type Attributes } from './rule-details.ts'
import { count } from './rule-link.ts'

/** What fails, by cause: new failures before known ones. */
export function failureSections({ fresh, known }: Failures, material: Material, attributes: Attributes): Markup {
  const causes = (entries: readonly FailureEntry[]): Markup[] =>
    entries.map((entry) => causeOf(entry, material, attributes))
  const counting = fresh.filter(({ counts }) => counts)
  const lesser = fresh.filter(({ counts }) => !counts)
  return html`${counting.length > 0 && html`<section data-filtered><h3>Failures that count: ${counted(counting.length, 'cause')} (${count(rulesIn(counting))} rules)</h3>${causes(counting)}</section>`}
${folded(counting.length > 0 ? 'Failures that do not count' : 'Failures', lesser, causes, counting.length === 0)}
${folded('Known deviations', known, causes, false)}`
}

const folded = (
  title: string,
  entries: readonly FailureEntry[],
  causes: (entries: readonly FailureEntry[]) => Markup[],
  open: boolean,
): Markup | false =>
  entries.length > 0 &&
  html`<section data-filtered><details${open && html` class="open" open`}><summary>${title}: ${counted(entries.length, 'cause')} (${count(rulesIn(entries))} rules)</summary>${causes(entries)}</details></section>`

const rulesIn = (entries: readonly FailureEntry[]): number =>
  entries.reduce((sum, { symptoms }) => sum + 1 + symptoms.length, 0)

/** A cause of one rule is that rule; one of several folds them. */
function causeOf(entry: FailureEntry, material: Material, attributes: Attributes): Markup {
  const { rule, symptoms } = entry
  const hit = whoIsHit(entry)
  if (symptoms.length === 0) return ruleDetails(rule, material, attributes(rule), hit)
  const title = entry.title ?? `${rule.sentence} Here: ${found(entry)}`
  return html`<details class="cause ${rule.level}" data-filtered><summary><span class="outcome fail">✗</span> <span class="says">${inline(title)}</span> <span class="level ${rule.level}">${rule.level}</span> ${hit} <small>(${count(1 + symptoms.length)} rules)</small></summary>
<div>${[rule, ...symptoms].map((one) => ruleDetails(one, material, attributes(one), false))}</div></details>
`
}

/** Clients that were seen to depend on it. */
const whoIsHit = ({ breaks, limits }: FailureEntry): Part => html`${named('breaks', breaks)}${named('limits', limits)}`

const named = (what: 'breaks' | 'limits', clients: readonly string[]): Markup | false =>
  clients.length > 0 &&
  html`<span class="hit ${what}" title="${clients.join(', ')}">${what} ${clients.length > 2 ? `${clients.length} clients` : clients.join(', ')}</span> `
