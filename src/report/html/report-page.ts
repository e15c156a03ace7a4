import type { RunRecord } from '../../record/record.ts'
import { byArea } from '../by-importance.ts'
import { capturedLines } from '../captured.ts'
import { demonstrationText } from '../demonstration.ts'
import { failuresOf } from '../failures.ts'
import { firstCause } from '../first-cause.ts'
import type { Material } from '../formats.ts'
import { failureCount, headline, referenceText } from '../overview.ts'
import { shownProfiles } from '../profiles.ts'
import { capabilities } from './capabilities.ts'
import { commandsNeed } from './commands-need.ts'
import { differences } from './differences.ts'
import { html, inline } from './html.ts'
import { legend } from './legend.ts'
import { areas, clients, environment, parameters } from './overview-tables.ts'
import { page, type PageAssets } from './page.ts'
import { presets } from './preset.ts'
import { ruleSections } from './report-rules.ts'
import { contents, section, type Section } from './section.ts'
import { latency, measured, throughSdk } from './supporting-tables.ts'
import { toolbar, type Quick } from './toolbar.ts'

/** The report on one run as a page that needs nothing but itself, readable also where its script may not run. Pure. */
export function renderReportPage(material: Material, assets: PageAssets): string {
  const { record } = material
  const demonstration = demonstrationText(record)
  const sections = sectionsOf(material).filter(({ content }) => content !== false)
  const body = html`<a class="jump" href="#rules">To the rules</a>
<main class="report">
<header>${demonstration !== null && html`<p><strong>${demonstration}</strong></p>`}<h1>${headline(record)}</h1>
<p class="verdict ${record.summary.verdict}"><strong>${inline(record.summary.sentence)}</strong> ${inline(firstCause(record))} ${failureCount(record)}</p>
<p class="sides">Target: ${record.target.label}<br>${capturedLines(record).map((line) => html`${line}<br>`)}Reference: ${referenceText(record.reference)}</p></header>
${toolbar({ areas: Object.keys(record.summary.byArea).sort(byArea), runs: [], clients: shownProfiles(record), outcome: '', quick: quickChoices(record) })}
${contents(sections)}
${sections.map(section)}
</main>`
  return page({ title: headline(record), body, assets })
}

/** What decides comes first: clients, then what fails, with the evidence folded into it. */
const sectionsOf = (material: Material): Section[] => {
  const { record } = material
  return [
    { id: 'clients', title: 'Clients', content: clients(record), beside: true },
    { id: 'capabilities', title: 'Capabilities', content: capabilities(record), beside: true },
    { id: 'rules', title: 'Failures and rules', content: html`${legend()}${ruleSections(material)}`, beside: false },
    { id: 'differences', title: 'Differences', content: differences(record), beside: false },
    { id: 'send-again', title: 'Sending the requests again', content: commandsNeed(record), beside: true },
    { id: 'areas', title: 'Areas', content: areas(record), beside: true },
    { id: 'parameters', title: 'Request parameters', content: parameters(record), beside: true },
    { id: 'preset', title: 'Known of the provider', content: presets(material), beside: true },
    { id: 'sdk', title: 'Through the SDK', content: throughSdk(record), beside: true },
    { id: 'measured', title: 'Measured', content: measured(record), beside: true },
    { id: 'latency', title: 'Latency', content: latency(record), beside: true },
    { id: 'environment', title: 'Environment', content: environment(record), beside: true },
  ]
}

/** The counts of the first screen; a click shows the rules that are counted. */
function quickChoices(record: RunRecord): Quick[] {
  const failures = failuresOf(record)
  const judged = record.rules.filter(({ code }) => code !== 'not-selected')
  const holding = judged.filter(({ outcome }) => outcome === 'pass').length
  return [
    { label: 'rules', count: judged.length, outcome: '', level: '' },
    ...(['must', 'should', 'may'] as const).map((level) => ({
      label: `${level} fail`,
      count: failures.filter((rule) => rule.level === level).length,
      outcome: 'fails',
      level,
    })),
    { label: 'hold', count: holding, outcome: 'holds', level: '' },
    { label: 'without a verdict', count: judged.length - failures.length - holding, outcome: 'open', level: '' },
  ]
}
