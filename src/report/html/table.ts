import { html, type Markup, type Part } from './html.ts'

export interface Table {
  /** What the table shows; read out before it. */
  caption: string
  head: readonly string[]
  rows: readonly (readonly Part[])[]
  /** All columns but the first are numbers. */
  numbers?: boolean
}

/** A table whose first column names the row. It scrolls where it is wider than the screen, also by keyboard. */
export function table({ caption, head, rows, numbers = false }: Table): Markup {
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first ?? ''}</th>${rest.map((part) => html`<td>${part}</td>`)}</tr>`,
  )
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${numbers && html` class="numbers"`}><caption>${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>`
}
