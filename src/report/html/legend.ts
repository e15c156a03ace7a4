import { SIGNS } from '../outcome-signs.ts'
import { html, type Markup } from './html.ts'
import { STATE_SIGNS } from './state-signs.ts'

/** What the signs of rules mean, each in the colour of its cells. */
export const legend = (): Markup => {
  const { fail, ...others } = SIGNS
  return list('Signs', 'signs', [
    ['fail', fail.sign, 'fails (must)'],
    ['lesser', fail.sign, 'fails (should, may)'],
    ...Object.entries(others).map(([outcome, { sign, means }]) => [outcome, sign, means] as const),
  ])
}

/** What the signs of capabilities mean. */
export const stateLegend = (): Markup =>
  list(
    'Signs of capabilities',
    'states',
    Object.entries(STATE_SIGNS).map(([state, { sign, means }]) => [state, sign, means] as const),
  )

const list = (
  label: string,
  kind: string,
  signs: readonly (readonly [look: string, sign: string, means: string])[],
): Markup =>
  html`<ul class="legend ${kind}" aria-label="${label}">${signs.map(([look, sign, means]) => html`<li><span class="outcome ${look}">${sign}</span> ${means}</li>`)}</ul>`
