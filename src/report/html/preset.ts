import { notSeen } from '../../policy/documented.ts'
import type { RunRecord } from '../../record/record.ts'
import type { Material } from '../formats.ts'
import { adaptationText } from '../preset.ts'
import { html, inline, type Markup, type Part } from './html.ts'
import { ruleLink } from './rule-link.ts'
import { table } from './table.ts'

/** What the presets of the two sides changed, excuse, and leave out of the comparison. */
export function presets({ record }: Material): Markup | false {
  const { reference } = record
  const parts = [
    tableOf('What is sent otherwise than to OpenAI', ['what', 'why', 'source'], adaptations(record)),
    tableOf(
      'Documented departures: failures that are known of this provider',
      ['rule', 'what is known', 'seen in recorded answers', 'source'],
      departures(record),
    ),
    tableOf('Documented, and not seen here', ['what is known', 'passed'], unseen(record)),
    tableOf(
      `What ${reference.preset?.name ?? ''} is not held up for`,
      ['not compared', 'why', 'source'],
      limits(record),
    ),
  ]
  return parts.some(Boolean) && html`${parts}`
}

const tableOf = (caption: string, head: string[], rows: Part[][]): Markup | false =>
  rows.length > 0 && table({ caption, head, rows })

const adaptations = ({ target }: RunRecord): Part[][] =>
  (target.preset?.adaptations ?? []).map((one) => [
    adaptationText(one).map((text) => html`<p>${inline(text)}</p>`),
    inline(one.reason),
    inline(one.link ?? ''),
  ])

const departures = ({ rules }: RunRecord): Part[][] =>
  rules.flatMap(({ id, known }) =>
    known?.documented
      ? [[ruleLink(id), inline(known.reason), inline(known.documented.observed ?? ''), inline(known.link ?? '')]]
      : [],
  )

const unseen = ({ target, rules }: RunRecord): Part[][] =>
  target.preset
    ? notSeen(target.preset, rules).map(({ deviation, passed }) => [inline(deviation.reason), passed.map(ruleLink)])
    : []

const limits = ({ reference, gateway }: RunRecord): Part[][] =>
  gateway
    ? []
    : (reference.preset?.reference.cannot ?? []).map(({ suites = [], fields = [], reason, link }) => [
        [...suites, ...fields].map((one) => html`<code>${one}</code> `),
        inline(reason),
        inline(link ?? ''),
      ])
