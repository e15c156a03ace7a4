import { findingText, type Finding } from '../../finding.ts'
import type { RuleResult } from '../../judge/rule-result.ts'
import { clientsByRule } from '../../policy/clients-by-rule.ts'
import { anchorOf } from '../anchor.ts'
import { answerOf, answerText, commandFor, MOST_OF_A_COMMAND } from '../evidence.ts'
import { failuresOf } from '../failures.ts'
import type { Material } from '../formats.ts'
import { plain } from '../markdown-text.ts'
import { LETTERS, shownAs, SIGNS } from '../outcome-signs.ts'
import { OPEN } from '../overview.ts'
import { breakable, html, inline, valueText, type Markup } from './html.ts'

export const ruleLink = (id: string): Markup => html`<a href="#${anchorOf(id)}"><code>${breakable(id)}</code></a>`

/** The script tells in it how many of them the filters leave. */
export const count = (rules: number): Markup => html`<span class="count">${rules}</span>`

/** Every rule of the run: failures with their evidence, what is open by reason, and what holds. */
export function ruleSections(material: Material): Markup {
  const { record } = material
  const byRule = clientsByRule(record.profiles)
  const attributes = (rule: RuleResult): Markup => {
    const shown = shownAs(rule.outcome, rule.findings)
    return html`data-rule="${rule.id}" data-area="${rule.area}" data-level="${rule.level}" data-outcome="${LETTERS[shown]}" data-clients="${(byRule.get(rule.id) ?? []).join(' ')}"`
  }
  const failures = failuresOf(record)
  const holding = record.rules.filter(({ outcome }) => outcome === 'pass')
  return html`${failures.length > 0 && html`<section data-filtered><h3>Failures (${count(failures.length)})</h3>${failures.map((rule) => failure(rule, attributes(rule), material))}</section>`}
${OPEN.map(([outcome, title]) =>
  openRules(
    title,
    record.rules.filter((rule) => rule.outcome === outcome && rule.code !== 'not-selected'),
    attributes,
  ),
)}
${holding.length > 0 && html`<section data-filtered><details><summary>Rules that hold (${count(holding.length)})</summary><ul class="ids">${holding.map((rule) => html`<li ${attributes(rule)}><code>${rule.id}</code> ${inline(rule.sentence)}${rule.reason !== undefined && html` <small>${inline(rule.reason)}</small>`}</li>`)}</ul></details></section>`}`
}

function failure(rule: RuleResult, attributes: Markup, { record, evidence }: Material): Markup {
  const shown = shownAs(rule.outcome, rule.findings)
  const answer = answerOf(rule, evidence)
  return html`<details class="rule ${rule.level}" ${attributes}>
<summary><span class="outcome ${shown}">${SIGNS[shown].sign}<span class="unseen">${shown}</span></span> <code>${rule.id}</code> <span class="level ${rule.level}">${rule.level}</span> <span class="says">${inline(rule.sentence)}</span></summary>
<div id="${anchorOf(rule.id)}"><dl><dt>Who breaks</dt><dd>${inline(rule.breaks)}</dd><dt>Source</dt><dd>${inline(rule.source)}</dd>${rule.known && html`<dt>Known deviation</dt><dd>${inline(rule.known.reason)}</dd>`}</dl>
${rule.findings.map(finding)}
${answer && html`<h4>To see it again</h4><pre tabindex="0">${plain(commandFor(answer, record), MOST_OF_A_COMMAND)}</pre><h4>What came back</h4><pre tabindex="0">${plain(answerText(answer), 4000)}</pre>`}</div></details>
`
}

const finding = ({ kind, path, expected, actual, ...said }: Finding): Markup =>
  html`<p class="finding"><b>${kind}</b> at <code>${path}</code>: ${inline(findingText(said))}</p><dl><dt>Expected</dt><dd><code>${valueText(expected)}</code></dd><dt>Got</dt><dd><code>${valueText(actual)}</code></dd></dl>`

function openRules(
  title: string,
  rules: readonly RuleResult[],
  attributes: (rule: RuleResult) => Markup,
): Markup | false {
  const reasons = Map.groupBy(rules, ({ reason = '' }) => reason)
  return (
    rules.length > 0 &&
    html`<section data-filtered><details><summary>${title} (${count(rules.length)})</summary>
${[...reasons].map(([reason, group]) => html`<div data-filtered><h4>${inline(reason)}</h4><ul class="ids">${group.map((rule) => html`<li ${attributes(rule)}><code>${rule.id}</code> ${inline(rule.sentence)}</li>`)}</ul></div>`)}</details></section>`
  )
}
