import type { Matrix, MatrixRun } from '../../history/matrix.ts'
import { counted } from '../markdown-text.ts'
import { areaRows, clientRows } from '../matrix.ts'
import { capabilityGrid } from './capability-grid.ts'
import { clientVerdict } from './client-verdict.ts'
import { html, inline, type Markup, type Part } from './html.ts'
import { legend, stateLegend } from './legend.ts'
import { pageData } from './matrix-data.ts'
import { page, type PageAssets } from './page.ts'
import { table } from './table.ts'
import { toolbar } from './toolbar.ts'

/** Columns from which on the table scrolls by itself: on a phone, and on any screen. */
const [SOME, MANY] = [5, 9]

/** The matrix as a page that needs nothing but itself. Pure. */
export function renderMatrixPage(matrix: Matrix, assets: PageAssets): string {
  const { title, runs, rules } = matrix
  const areas = [...new Set(rules.map(({ area }) => area))]
  const clients = [
    ...new Map(runs.flatMap((run) => run.clients.map((client) => [client.id, client] as const))).values(),
  ]
  const grid = capabilityGrid(runs)
  const anyFails = rules.some(({ outcomes }) => outcomes.includes('fail'))
  const body = html`<a class="jump" href="#rules">To the rules</a>
<header><h1>${title}</h1></header>
<main>
${toolbar({ areas, runs: runs.map(({ name }) => name), clients, outcome: grid === false && anyFails ? 'fails' : '', views: grid !== false })}
<section id="rules"><h2 class="unseen">Capabilities and rules</h2>
<noscript><p>To open and filter the rules, let the script in this page run. matrix.md has the same without one.</p></noscript>
${grid !== false && stateLegend()}${legend()}
<div class="scroll ${runs.length >= MANY ? 'many' : runs.length >= SOME ? 'some' : ''}" role="region" aria-labelledby="caption" tabindex="0">
<table class="matrix"><caption id="caption">${grid === false ? 'Rules' : 'Capabilities'} by server. A row opens to ${grid === false ? 'what was found' : 'its rules'}; the head of a column leads to what that server is.</caption>
<colgroup><col class="rule-column">${runs.map(() => html`<col class="run-column">`)}</colgroup>
<thead><tr><th scope="col">${grid === false ? 'rule' : 'capability'}</th>${runs.map(columnHead)}</tr></thead>
${grid}</table></div>
<button type="button" id="more" hidden></button>
</section>
${clients.length > 0 && html`<section data-beside><h2>Clients</h2>${table({ caption: 'How each client fares', head: ['client', ...runs.map(({ name }) => name)], rows: clientRows(runs).map(([name, ...fares]) => [name, ...fares.map((fare) => (fare === '' ? '' : clientVerdict(fare)))]) })}</section>`}
<section data-beside><h2>Areas</h2>${table({ caption: 'Rules that hold, of those that could be judged', head: ['area', ...runs.map(({ name }) => name)], rows: areaRows(matrix), numbers: true })}</section>
${servers(runs)}
</main>`
  return page({ title, body, assets, data: pageData(matrix) })
}

/** Software and version; the tooltip has the rest, which the section of servers shows to those without a pointer. */
const columnHead = ({ id, name, server, models, note, answeredAt }: MatrixRun): Markup =>
  html`<th scope="col"><a href="#${`run-${id}`}" title="${[name, ...modelNames(models), answeredAt, note].filter(Boolean).join('. ')}"><span>${server?.version ? server.software : name}</span> <span>${server?.version ?? ''}</span></a></th>`

const modelNames = (models: Record<string, string>): string[] => [...new Set(Object.values(models))]

/** What each run was; folded where they are many. */
const servers = (runs: readonly MatrixRun[]): Markup =>
  html`<section><h2>Servers</h2><details${runs.length < MANY && html` open`}><summary>What each run was</summary><div class="servers">${runs.map(server)}</div></details></section>`

function server({
  id,
  name,
  counts: { must, should, may },
  models,
  note,
  reference,
  answeredAt,
  suite,
  target,
  verdict,
}: MatrixRun): Markup {
  const facts: [string, Part][] = [
    ['Fails', html`<strong>${must.fail} must</strong>, ${should.fail} should, ${may.fail} may`],
    ['Holds', counted(must.pass + should.pass + may.pass, 'rule')],
    ['Target', target],
    ['Models', modelNames(models).map((model) => html`<code>${model}</code> `)],
    ['Answers of', answeredAt ?? ''],
    ['Hardware', note ?? ''],
    ['Compared', html`with ${inline(reference)}`],
    ['Suite', `${suite.version}, ${counted(suite.rules, 'rule')}`],
  ]
  return html`<article id="${`run-${id}`}" class="${verdict}"><h3>${name}</h3><dl>${facts.map(([term, fact]) => fact !== '' && html`<dt>${term}</dt><dd>${fact}</dd>`)}</dl></article>`
}
