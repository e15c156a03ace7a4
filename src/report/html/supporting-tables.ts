import type { RunRecord } from '../../record/record.ts'
import { FLOW_HEAD, flowRows } from '../flows.ts'
import { LATENCY_HEADS, LATENCY_NOTE, latencyRows } from '../latency.ts'
import { measuredFigures } from '../overview.ts'
import { html, inline, type Markup } from './html.ts'
import { ruleLink } from './report-rules.ts'
import { table } from './table.ts'

/** What the official SDK hides, and what it makes worse. */
export function throughSdk(record: RunRecord): Markup | false {
  const rows = flowRows(record)
  return (
    rows.length > 0 &&
    html`<section><h2>On the wire and through the SDK</h2>${table({ caption: 'Verdicts of the main flows, by the bytes and through the official SDK', head: FLOW_HEAD, rows })}</section>`
  )
}

/** Figures, none of them a verdict. */
export function figures(record: RunRecord): Markup {
  const measured = measuredFigures(record).map(({ id, figure }) => [ruleLink(id), inline(figure)])
  const latency = latencyRows(record)
  return html`${measured.length > 0 && html`<section><h2>Measured</h2>${table({ caption: 'Figures that rules rest on', head: ['rule', 'figure'], rows: measured })}</section>`}
${
  latency.figures.length > 0 &&
  html`<section><h2>Latency</h2><p>${LATENCY_NOTE}</p>${table({ caption: 'How long answers took', head: LATENCY_HEADS.figures, rows: latency.figures })}
${latency.loads.length > 0 && table({ caption: 'The first answer of each model, and its later ones', head: LATENCY_HEADS.loads, rows: latency.loads })}</section>`
}`
}
