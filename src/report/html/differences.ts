import { describe, type Difference } from '../../compare/difference.ts'
import type { RunRecord } from '../../record/record.ts'
import { html, inline, type Markup } from './html.ts'
import { count } from './rule-link.ts'

const SEVERITIES = ['breaking', 'notable', 'cosmetic'] as const

/** Where the structure of answers differs from the reference's: a list, for a table of five columns fits no phone. */
export function differences({ differences: all, reference }: RunRecord): Markup {
  if (all.length === 0) return html`<p>${reference.kind === 'none' ? 'No reference was asked.' : 'None.'}</p>`
  return html`${SEVERITIES.map((severity) =>
    group(
      severity,
      all.filter((one) => one.severity === severity),
    ),
  )}`
}

const group = (severity: string, all: readonly Difference[]): Markup | false =>
  all.length > 0 &&
  html`<div data-filtered><details${severity !== 'cosmetic' && html` class="open" open`}><summary>${severity} (${count(all.length)})</summary>
<ul class="differences">${all.map(item)}</ul></details></div>`

const item = (one: Difference): Markup =>
  html`<li data-rule="${`difference ${one.scope} ${one.path}`}"><span class="severity ${one.severity}">${one.severity}</span> <b>${one.scope}</b> <code>${one.path}</code>: ${inline(describe(one))} <small>${one.kind}, in ${one.count} of ${one.of} answers${one.breaks.length > 0 && html`. Who notices: ${one.breaks.join('; ')}`}</small></li>`
