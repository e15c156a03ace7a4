import { describe } from '../../compare/difference.ts'
import { findingText } from '../../finding.ts'
import { byArea } from '../by-importance.ts'
import { demonstrationText } from '../demonstration.ts'
import { failuresOf } from '../failures.ts'
import type { Material } from '../formats.ts'
import { AREA_HEAD, areaRows, failureCount, headline, ignoredCount, referenceText } from '../overview.ts'
import { byParameter, effectOf } from '../parameters.ts'
import { because, shownProfiles } from '../profiles.ts'
import { clientVerdict } from './client-verdict.ts'
import { html, inline, type Markup } from './html.ts'
import { legend } from './legend.ts'
import { page, type PageAssets } from './page.ts'
import { presets } from './preset.ts'
import { count, ruleLink, ruleSections } from './report-rules.ts'
import { documentation, figures, throughSdk } from './supporting-tables.ts'
import { table } from './table.ts'
import { toolbar } from './toolbar.ts'

/** The report on one run as a page that needs nothing but itself, readable also where its script may not run. Pure. */
export function renderReportPage(material: Material, assets: PageAssets): string {
  const { record } = material
  const areas = Object.keys(record.summary.byArea).sort(byArea)
  const demonstration = demonstrationText(record)
  const body = html`<a class="jump" href="#rules">To the rules</a>
<main class="report">
<header>${demonstration !== null && html`<p><strong>${demonstration}</strong></p>`}<h1>${headline(record)}</h1>
<p class="verdict ${record.summary.verdict}"><strong>${inline(record.summary.sentence)}</strong> ${failureCount(record)}</p>
<p>Target: ${record.target.label}${record.target.note !== null && html`. ${record.target.note}`}<br>Reference: ${referenceText(record.reference)}</p></header>
${clients(material)}
${breaks(material)}
${ignored(material)}
<section><h2>Areas</h2>${table({ caption: 'Outcomes by area', head: AREA_HEAD, rows: areaRows(record), numbers: true })}</section>
${presets(material)}
${parameters(material)}
${documentation(record)}
${throughSdk(record)}
<section id="rules"><h2>Rules</h2>
${toolbar({ areas, runs: [], clients: shownProfiles(record), outcome: '' })}
${legend()}
${ruleSections(material)}
${differences(material)}
</section>
${figures(record)}
${environment(material)}
</main>`
  return page({ title: headline(record), body, assets })
}

function clients({ record }: Material): Markup | false {
  const rows = shownProfiles(record).map((profile) => [
    profile.name,
    clientVerdict(profile.verdict),
    because(profile, record).map((line) => html`<p>${inline(line)}</p>`),
  ])
  return (
    rows.length > 0 &&
    html`<section><h2>Clients</h2>${table({ caption: 'How each client fares', head: ['client', 'here', 'why'], rows })}</section>`
  )
}

/** What an app owner will run into, in the order in which it hurts. */
function breaks({ record }: Material): Markup | false {
  const rows = failuresOf(record)
    .filter(({ level }) => level === 'must')
    .map(({ id, sentence, breaks: who, findings: [first] }) => [
      inline(sentence),
      first ? html`${first.kind === 'ignored' && html`<b>ignored</b>: `}${inline(findingText(first))}` : '',
      inline(who),
      ruleLink(id),
    ])
  return (
    rows.length > 0 &&
    html`<section><h2>What will break</h2>${table({ caption: 'Failures that break a mainstream client', head: ['OpenAI', 'here', 'who breaks, and how', 'rule'], rows })}</section>`
  )
}

function ignored({ record }: Material): Markup | false {
  return (
    record.summary.ignored.length > 0 &&
    html`<section><h2>Ignored</h2><p>${ignoredCount(record)}:</p>
<ul class="ids">${record.summary.ignored.map((id) => html`<li>${ruleLink(id)}</li>`)}</ul></section>`
  )
}

function parameters({ record: { rules } }: Material): Markup | false {
  const effects = Map.groupBy(byParameter(rules), ([, group]) => effectOf(group))
  const rows = [...effects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([effect, group]) => [effect, group.map(([name]) => html`<code>${name}</code> `)])
  return (
    rows.length > 0 &&
    html`<section><h2>Request parameters</h2>${table({ caption: 'What became of each parameter that a rule is about', head: ['here', 'parameters'], rows })}</section>`
  )
}

function differences({ record }: Material): Markup {
  const rows = record.differences.map(
    (one) =>
      html`<tr data-rule="${`difference ${one.scope} ${one.path}`}"><th scope="row">${one.severity}</th><td>${one.scope}</td><td>${one.kind}</td><td><code>${one.path}</code></td><td>${inline(describe(one))}</td></tr>`,
  )
  if (rows.length === 0)
    return html`<h3>Differences from the reference</h3><p>${record.reference.kind === 'none' ? 'No reference was asked.' : 'None.'}</p>`
  return html`<section data-filtered><h3>Differences from the reference (${count(rows.length)})</h3><div class="scroll" role="region" aria-label="Differences" tabindex="0"><table>
<caption>Where the structure of answers differs</caption><thead><tr><th scope="col">severity</th><th scope="col">scope</th><th scope="col">kind</th><th scope="col">path</th><th scope="col">what differs</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`
}

function environment({ record: { target, traffic, suite, metadata } }: Material): Markup {
  const models = Object.entries(target.models ?? {}).map(([kind, { name, why }]) => [
    kind,
    name === null ? 'none' : html`<code>${name}</code>`,
    why,
  ])
  return html`<section><h2>Environment</h2>${table({ caption: 'Models of the target', head: ['kind of model', 'model', 'why'], rows: models })}
<p>${traffic.target.requests} requests to the target, ${traffic.target.completionTokens} generated tokens, ${traffic.target.seconds} seconds. Suite ${suite.version}, ${suite.rules} rules.</p>
<p><small>Started ${metadata.startedAt}, finished ${metadata.finishedAt}, Node ${metadata.node} on ${metadata.platform}, <code>${metadata.command}</code></small></p></section>`
}
