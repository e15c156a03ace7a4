import type { RunRecord } from '../../record/record.ts'
import { FLOW_HEAD, flowRows } from '../flows.ts'
import { LATENCY_HEADS, LATENCY_NOTE, latencyRows } from '../latency.ts'
import { measuredFigures } from '../measured.ts'
import { html, inline, type Markup } from './html.ts'
import { ruleLink } from './rule-link.ts'
import { table } from './table.ts'

/** What the official SDK hides, and what it makes worse. */
export function throughSdk(record: RunRecord): Markup | false {
  const rows = flowRows(record)
  return (
    rows.length > 0 &&
    table({ caption: 'Verdicts of the main flows, by the bytes and through the official SDK', head: FLOW_HEAD, rows })
  )
}

/** Figures that passing rules rest on. */
export function measured(record: RunRecord): Markup | false {
  const rows = measuredFigures(record).map(({ id, figure }) => [ruleLink(id), inline(figure)])
  return rows.length > 0 && table({ caption: 'Figures that rules rest on', head: ['rule', 'figure'], rows })
}

/** How long answers took: figures, no verdict. */
export function latency(record: RunRecord): Markup | false {
  const { figures, loads } = latencyRows(record)
  return (
    figures.length > 0 &&
    html`<p>${LATENCY_NOTE}</p>${table({ caption: 'How long answers took', head: LATENCY_HEADS.figures, rows: figures })}
${loads.length > 0 && table({ caption: 'The first answer of each model, and its later ones', head: LATENCY_HEADS.loads, rows: loads })}`
  )
}
