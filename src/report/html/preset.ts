import { notSeen } from '../../policy/documented.ts'
import type { Material } from '../formats.ts'
import { adaptationText } from '../preset.ts'
import { html, inline, type Markup } from './html.ts'
import { ruleLink } from './report-rules.ts'
import { table } from './table.ts'

/** What the presets of the two sides changed, excuse, and leave out of the comparison. */
export function presets({ record }: Material): Markup | false {
  const { target, reference, rules, gateway } = record
  const adaptations = (target.preset?.adaptations ?? []).map((one) => [
    adaptationText(one).map((text) => html`<p>${inline(text)}</p>`),
    inline(one.reason),
    inline(one.link ?? ''),
  ])
  const departures = rules.flatMap(({ id, known }) =>
    known?.documented
      ? [[ruleLink(id), inline(known.reason), inline(known.documented.observed ?? ''), inline(known.link ?? '')]]
      : [],
  )
  const unseen = target.preset
    ? notSeen(target.preset, rules).map(({ deviation, passed }) => [inline(deviation.reason), passed.map(ruleLink)])
    : []
  const limits = gateway
    ? []
    : (reference.preset?.reference.cannot ?? []).map(({ suites = [], fields = [], reason, link }) => [
        [...suites, ...fields].map((one) => html`<code>${one}</code> `),
        inline(reason),
        inline(link ?? ''),
      ])
  const parts = [
    adaptations.length > 0 &&
      table({ caption: 'What is sent otherwise than to OpenAI', head: ['what', 'why', 'source'], rows: adaptations }),
    departures.length > 0 &&
      table({
        caption: 'Documented departures: failures that are known of this provider',
        head: ['rule', 'what is known', 'seen in recorded answers', 'source'],
        rows: departures,
      }),
    unseen.length > 0 &&
      table({ caption: 'Documented, and not seen here', head: ['what is known', 'passed'], rows: unseen }),
    limits.length > 0 &&
      table({
        caption: `What ${reference.preset?.name ?? ''} is not held up for`,
        head: ['not compared', 'why', 'source'],
        rows: limits,
      }),
  ]
  const names = [target.preset, gateway ? undefined : reference.preset].flatMap((preset) =>
    preset ? [preset.name] : [],
  )
  return parts.some(Boolean) && html`<section><h2>Known of ${names.join(' and ')}</h2>${parts}</section>`
}
