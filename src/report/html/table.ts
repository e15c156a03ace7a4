import { html, type Markup, type Part } from './html.ts'

export interface Table {
  /** What the table shows; read out before it. */
  caption: string
  head: readonly string[]
  rows: readonly (readonly Part[])[]
  /** All columns but the first are numbers. */
  numbers?: boolean
}

/** A screen holds so many; a table of more, such as one of many servers, scrolls by itself. */
const MOST_COLUMNS = 10

/**
 * A table whose first column names the row. On a phone each row becomes a block, in which a cell is labelled with its column.
 * The roles keep it a table for screen readers, whatever the layout.
 */
export function table({ caption, head, rows, numbers = false }: Table): Markup {
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr role="row"><th role="rowheader" scope="row">${first ?? ''}</th>${rest.map((part, at) => html`<td role="cell" data-label="${head[at + 1] ?? ''}">${part}</td>`)}</tr>`,
  )
  const whole = html`<table role="table" class="stack${numbers && ' numbers'}"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`
  return head.length <= MOST_COLUMNS
    ? whole
    : html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">${whole}</div>`
}
