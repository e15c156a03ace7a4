import { modelTexts } from '../../policy/adapt-to-model.ts'
import { verdictWords } from '../../policy/verdict-words.ts'
import type { RunRecord } from '../../record/record.ts'
import { AREA_HEAD, areaRows } from '../areas.ts'
import { byParameter, effectOf } from '../parameters.ts'
import { because, shownProfiles, worstFirst } from '../profiles.ts'
import { clientVerdict } from './client-verdict.ts'
import { html, inline, type Markup } from './html.ts'
import { table } from './table.ts'

export function clients(record: RunRecord): Markup | false {
  const rows = worstFirst(shownProfiles(record)).map((profile) => [
    profile.name,
    clientVerdict(verdictWords(profile)),
    reasons(because(profile, record)),
  ])
  return rows.length > 0 && table({ caption: 'How each client fares', head: ['client', 'here', 'why'], rows })
}

/** The first reason decides; the others are folded, so that the table stays a list of clients. */
const reasons = ([first = '', ...more]: readonly string[]): Markup =>
  html`${inline(first)}${more.length > 0 && html`<details><summary>${more.length} more</summary>${more.map((line) => html`<p>${inline(line)}</p>`)}</details>`}`

export const areas = (record: RunRecord): Markup =>
  table({ caption: 'Outcomes by area', head: AREA_HEAD, rows: areaRows(record), numbers: true })

export function parameters({ rules }: RunRecord): Markup | false {
  const effects = Map.groupBy(byParameter(rules), ([, group]) => effectOf(group))
  const rows = [...effects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([effect, group]) => [effect, group.map(([name]) => html`<code>${name}</code> `)])
  return (
    rows.length > 0 &&
    table({ caption: 'What became of each parameter that a rule is about', head: ['here', 'parameters'], rows })
  )
}

export function environment({ target, traffic, suite, metadata }: RunRecord): Markup {
  const models = modelTexts(target.models ?? {}).map(({ kind, name, text }) => [
    kind,
    name === null ? 'none' : html`<code>${name}</code>`,
    text,
  ])
  return html`${target.note !== null && html`<p>${target.note}</p>`}${table({ caption: 'Models of the target', head: ['kind of model', 'model', 'why'], rows: models })}
<p>${traffic.target.requests} requests to the target, ${traffic.target.completionTokens} generated tokens, ${traffic.target.seconds} seconds. Suite ${suite.version}, ${suite.rules} rules.</p>
<p><small>Started ${metadata.startedAt}, finished ${metadata.finishedAt}, Node ${metadata.node} on ${metadata.platform}, <code>${metadata.command}</code></small></p>`
}
