import type { MatrixRun } from '../../history/matrix.ts'
import type { CapabilityState } from '../../policy/capabilities.ts'
import { capabilityRows } from '../matrix.ts'
import { html, inline, type Markup } from './html.ts'
import { STATE_SIGNS } from './state-signs.ts'

/** What became of each capability with each server: rows of the matrix that open to their rules. False where no run was about any. */
export function capabilityGrid(runs: readonly MatrixRun[]): Markup | false {
  const groups = Map.groupBy(capabilityRows(runs), ({ group }) => group)
  return (
    groups.size > 0 &&
    html`${[...groups].map(
      ([group, rows]) =>
        html`<tbody class="capabilities" data-beside><tr class="group"><th scope="rowgroup" colspan="${runs.length + 1}">${group}</th></tr>
${rows.map(rowMarkup)}</tbody>`,
    )}`
  )
}

type Row = ReturnType<typeof capabilityRows>[number]

const rowMarkup = ({ id, name, states }: Row): Markup =>
  html`<tr class="capability" data-capability="${id}"><th scope="row"><button type="button" aria-expanded="false">${inline(name)}</button></th>${states.map(cell)}</tr>
`

function cell(state: CapabilityState | null): Markup {
  if (state === null) return html`<td></td>`
  const { sign, means } = STATE_SIGNS[state]
  return html`<td class="${state}" title="${means}">${sign}<span class="unseen"> ${means}</span></td>`
}
