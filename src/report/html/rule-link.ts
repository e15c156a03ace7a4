import { anchorOf } from '../anchor.ts'
import { breakable, html, type Markup } from './html.ts'

/** A link into the details of a rule, so that a browser opens them. */
export const ruleLink = (id: string): Markup => html`<a href="#${anchorOf(id)}"><code>${breakable(id)}</code></a>`

/** The script tells in it how many rules the filters leave. */
export const count = (rules: number): Markup => html`<span class="count">${rules}</span>`
