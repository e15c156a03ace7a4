import { SIGNS } from '../outcome-signs.ts'
import { html, type Markup } from './html.ts'

/** What the signs mean. */
export const legend = (): Markup =>
  html`<ul class="legend" aria-label="Signs">${Object.entries(SIGNS).map(([outcome, { sign, means }]) => html`<li><span class="outcome ${outcome}">${sign}</span> ${means}</li>`)}</ul>`
