import type { RuleChange } from '../../history/rule-change.ts'
import { countedBreaks, countedOpen } from '../../history/upgrade-verdict.ts'
import type { Upgrade } from '../../history/upgrade.ts'
import { MOST_OF_A_COMMAND } from '../evidence.ts'
import { counted, plain } from '../markdown-text.ts'
import type { UpgradeMaterial } from '../upgrade-material.ts'
import {
  CHANGE_TITLES,
  FURTHER_TITLES,
  changeEvidence,
  changesOf,
  CLIENT_HEAD,
  clientLines,
  clientRows,
  foundText,
  nextSteps,
  outcomeText,
  route,
  shapeText,
  sideLines,
  verdictText,
} from '../upgrade-words.ts'
import { clientVerdict } from './client-verdict.ts'
import { breakable, html, inline, valueText, type Markup } from './html.ts'
import { page, type PageAssets } from './page.ts'
import { table } from './table.ts'

/** Colours of the verdicts of a run, which mean the same here. */
const LOOKS: Record<Upgrade['verdict'], string> = {
  safe: 'conforms',
  'safe-but-for-known': 'conforms',
  regresses: 'does-not-conform',
  'could-not-judge': 'could-not-judge',
}

/** The report on an upgrade as a page that needs nothing but itself. Pure. */
export function renderUpgradePage(material: UpgradeMaterial, assets: PageAssets): string {
  const { upgrade } = material
  const title = `${verdictText(upgrade)}: ${route(upgrade)}`
  const body = html`<main>
<header><h1>${title}</h1>
<p class="verdict ${LOOKS[upgrade.verdict]}"><strong>${inline(upgrade.sentence)}</strong></p>
${list(clientLines(upgrade).map(({ label, names }) => html`<strong>${label}</strong>: ${names.join(', ')}`))}
${list(sideLines(upgrade).map(inline))}</header>
${deciding('What regresses', countedBreaks(upgrade.changes), material)}
${deciding('What could not be judged', countedOpen(upgrade.changes), material)}
${clients(upgrade)}
${known(upgrade)}
${breakingShapes(upgrade)}
${CHANGE_TITLES.map(([kind, heading]) => folded(heading, changesOf(upgrade, kind), upgrade))}
${otherShapes(upgrade)}
${FURTHER_TITLES.map(([kind, heading]) => folded(heading, changesOf(upgrade, kind), upgrade))}
${compared(upgrade)}
<section><h2>Next step</h2>${list(nextSteps(upgrade).map(inline))}</section>
</main>`
  return page({ title, body, assets })
}

const list = (items: readonly Markup[]): Markup | false =>
  items.length > 0 && html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

/** What decides, each rule with its evidence. */
const deciding = (title: string, changes: readonly RuleChange[], material: UpgradeMaterial): Markup | false =>
  changes.length > 0 &&
  html`<section><h2>${title} (${changes.length})</h2>${changes.map((change) => section(change, material))}</section>`

function section(change: RuleChange, material: UpgradeMaterial): Markup {
  const { stages } = material.upgrade
  const evidence = changeEvidence(change, material)
  return html`<h3><code>${breakable(change.id)}</code> <span class="level ${change.level}">${change.level}</span></h3>
<p>${inline(change.sentence)}</p>
<ul><li>${stages.map(({ name }, at) => html`${at > 0 && ' → '}${name}: <strong>${outcomeText(change, at)}</strong>`)}</li>
${change.findings.map(({ message, expected, actual }) => html`<li>Now: ${inline(message)}. Expected <code>${valueText(expected)}</code>, got <code>${valueText(actual)}</code>.</li>`)}
${change.findings.length === 0 && foundText(change) !== '' && html`<li>Now: ${inline(foundText(change))}</li>`}
<li>Who breaks: ${inline(change.breaks)}</li>
<li>Source: ${inline(change.source)}</li></ul>
${
  evidence !== null &&
  html`<details><summary>Evidence and how to reproduce it</summary><pre tabindex="0">${plain(evidence.command, MOST_OF_A_COMMAND)}</pre>
${evidence.before !== null && html`<h4>Before</h4><pre tabindex="0">${plain(evidence.before, 4000)}</pre>`}
${evidence.after !== null && html`<h4>After</h4><pre tabindex="0">${plain(evidence.after, 4000)}</pre>`}</details>`
}`
}

function clients(upgrade: Upgrade): Markup | false {
  const rows = clientRows(upgrade).map(({ name, before, after, rules }) => [
    name,
    clientVerdict(before),
    clientVerdict(after),
    rules.map((id) => html`<code>${breakable(id)}</code> `),
  ])
  return (
    rows.length > 0 &&
    html`<section><h2>Clients</h2>${table({ caption: 'Clients that the upgrade changes, or of which not all could be judged', head: CLIENT_HEAD, rows })}</section>`
  )
}

function known({ changes }: Upgrade): Markup | false {
  const rows = changes.flatMap(({ id, known: listed, findings: [found] }) =>
    listed ? [[html`<code>${breakable(id)}</code>`, inline(listed.reason), found ? inline(found.message) : '']] : [],
  )
  return (
    rows.length > 0 &&
    html`<section><h2>Known deviations (${rows.length})</h2>${table({ caption: 'Regressions that are accepted', head: ['rule', 'why it is accepted', 'now'], rows })}</section>`
  )
}

function breakingShapes(upgrade: Upgrade): Markup | false {
  const own = (upgrade.shapes ?? []).filter(({ counts }) => counts)
  return (
    own.length > 0 &&
    html`<section><h2>Changed shapes that break a client (${own.length})</h2>${list(own.map((one) => inline(shapeText(one, upgrade))))}</section>`
  )
}

function otherShapes(upgrade: Upgrade): Markup | false {
  if (upgrade.shapes === null)
    return html`<section><h2>Changed shapes</h2><p>A side is a run record without its answers, so shapes could not be compared.</p></section>`
  const own = upgrade.shapes.filter(({ counts }) => !counts)
  const items = own.map(
    (one) =>
      html`<strong>${one.known ? 'known' : one.difference.severity}</strong>: ${inline(shapeText(one, upgrade))}`,
  )
  return (
    own.length > 0 &&
    html`<section><details><summary>Changed shapes that do not count (${own.length})</summary><p>No known client needs what changed, or a rule has judged it.</p>${list(items)}</details></section>`
  )
}

/** Changes that decide nothing: what they are can be seen by who wants to. */
function folded(title: string, changes: readonly RuleChange[], { stages }: Upgrade): Markup | false {
  const rows = changes.map((change) => [
    html`<code>${breakable(change.id)}</code> <span class="level ${change.level}">${change.level}</span>`,
    stages.map((_, at) => outcomeText(change, at)).join(' → '),
    html`${inline(change.sentence)} ${foundText(change) !== '' && html`<small>${inline(foundText(change))}</small>`}`,
  ])
  return (
    rows.length > 0 &&
    html`<section><details><summary>${title} (${rows.length})</summary>${table({ caption: title, head: ['rule', stages.map(({ name }) => name).join(' → '), 'what it demands'], rows })}</details></section>`
  )
}

const compared = ({ stages, unchanged }: Upgrade): Markup =>
  html`<section><h2>What was compared</h2>${list(stages.map(({ name, label, models }) => html`<strong>${name}</strong>: ${label}${models.length > 0 && html`; ${models.map((model) => html`<code>${model}</code> `)}`}`))}<p>${counted(unchanged, 'rule')} unchanged.</p></section>`
