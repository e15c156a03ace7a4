import type { RuleResult } from '../../judge/rule-result.ts'
import { clientsByRule } from '../../policy/clients-by-rule.ts'
import { anchorOf } from '../anchor.ts'
import { failureEntries } from '../failure-entries.ts'
import type { Material } from '../formats.ts'
import { OPEN } from '../open-rules.ts'
import { LETTERS, shownAs } from '../outcome-signs.ts'
import { failureSections } from './failures.ts'
import { html, inline, type Markup } from './html.ts'
import type { Attributes } from './rule-details.ts'
import { count } from './rule-link.ts'

/** Every rule of the run: failures with their evidence, what is open by reason, and what holds. */
export function ruleSections(material: Material): Markup {
  const { rules, profiles } = material.record
  const failures = failureEntries(material.record)
  const failing = new Set([...failures.fresh, ...failures.known].flatMap(({ rule, symptoms }) => [rule, ...symptoms]))
  const byRule = clientsByRule(profiles)
  const attributes: Attributes = (rule) =>
    html`data-rule="${rule.id}" data-area="${rule.area}" data-level="${rule.level}" data-outcome="${LETTERS[shownAs(rule.outcome, rule.findings)]}" data-clients="${(byRule.get(rule.id) ?? []).join(' ')}"`
  const holding = rules.filter(({ outcome }) => outcome === 'pass')
  return html`${failureSections(failures, material, attributes)}
${OPEN.map(([outcome, title]) =>
  openRules(
    title,
    rules.filter((rule) => rule.outcome === outcome && rule.code !== 'not-selected' && !failing.has(rule)),
    attributes,
  ),
)}
${holding.length > 0 && html`<section data-filtered><details><summary>Rules that hold (${count(holding.length)})</summary><ul class="ids">${holding.map((rule) => listed(rule, attributes))}</ul></details></section>`}`
}

const listed = (rule: RuleResult, attributes: Attributes): Markup =>
  html`<li id="${anchorOf(rule.id)}" ${attributes(rule)}><code>${rule.id}</code> ${inline(rule.sentence)}${rule.outcome === 'pass' && rule.reason !== undefined && html` <small>${inline(rule.reason)}</small>`}</li>`

function openRules(title: string, rules: readonly RuleResult[], attributes: Attributes): Markup | false {
  const reasons = Map.groupBy(rules, ({ reason = '' }) => reason)
  return (
    rules.length > 0 &&
    html`<section data-filtered><details><summary>${title} (${count(rules.length)})</summary>
${[...reasons].map(([reason, group]) => html`<div data-filtered><h4>${inline(reason)}</h4><ul class="ids">${group.map((rule) => listed(rule, attributes))}</ul></div>`)}</details></section>`
  )
}
