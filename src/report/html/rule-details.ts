import { findingText, type Finding } from '../../finding.ts'
import type { RuleResult } from '../../judge/rule-result.ts'
import { anchorOf } from '../anchor.ts'
import { seenAt } from '../captured.ts'
import { answerOf, answerText, commandFor, MOST_OF_A_COMMAND } from '../evidence.ts'
import type { Material } from '../formats.ts'
import { plain } from '../markdown-text.ts'
import { shownAs, SIGNS } from '../outcome-signs.ts'
import { commandBlock } from './command-block.ts'
import { html, inline, valueText, type Markup, type Part } from './html.ts'

/** What the filters read of a rule. */
export type Attributes = (rule: RuleResult) => Markup

/** A rule that opens to what was found, with the request and the answer. `hit`: the clients that it hits, where that is not said above. */
export function ruleDetails(rule: RuleResult, { record, evidence }: Material, attributes: Markup, hit: Part): Markup {
  const shown = shownAs(rule.outcome, rule.findings)
  const answer = answerOf(rule, evidence)
  return html`<details class="rule ${rule.level}" ${attributes}>
<summary><span class="outcome ${shown}">${SIGNS[shown].sign}<span class="unseen">${shown}</span></span> <span class="says">${inline(rule.sentence)}</span> <span class="level ${rule.level}">${rule.level}</span> ${hit} <code>${rule.id}</code></summary>
<div id="${anchorOf(rule.id)}">${rule.findings.map(finding)}<dl>${rule.seenAt && html`<dt>Seen at</dt><dd>${seenAt(rule)}</dd>`}<dt>Who breaks</dt><dd>${inline(rule.breaks)}</dd><dt>Source</dt><dd>${inline(rule.source)}</dd>${rule.reason !== undefined && html`<dt>Reason</dt><dd>${inline(rule.reason)}</dd>`}${rule.known && html`<dt>Known deviation</dt><dd>${inline(rule.known.reason)}</dd>`}</dl>
${answer && html`<h4>To see it again</h4>${commandBlock(commandFor(answer, record), MOST_OF_A_COMMAND)}<h4>What came back</h4><pre tabindex="0">${plain(answerText(answer), 4000)}</pre>`}</div></details>
`
}

const finding = ({ kind, path, expected, actual, ...said }: Finding): Markup =>
  html`<p class="finding"><b>${kind}</b> at <code>${path}</code>: ${inline(findingText(said))}</p><dl><dt>Expected</dt><dd><code>${valueText(expected)}</code></dd><dt>Got</dt><dd><code>${valueText(actual)}</code></dd></dl>`
