import { markdownTable } from 'markdown-table'
import type { Deviation } from '../../src/deviations/deviation.ts'
import type { Measured } from '../../src/deviations/symptoms.ts'
import { cell, code, counted } from '../../src/report/markdown-text.ts'

const TITLES: Record<string, string> = {
  chat: 'Chat completions',
  responses: 'Responses',
  completions: 'Text completions',
  embeddings: 'Embeddings',
  models: 'Models',
  other: 'Any endpoint',
}

const INTRODUCTION = `Each is one way in which a server departs from OpenAI, laid over answers that conform. \`rules\` are those that it is about; \`+7\` says how many more fail with it ([all of them](../specs/deviations.json)). \`traffic\` is what it changes: plain answers, streams or errors. Where that is empty the deviation lies in how a server reads a request, so only a server can show it: the stand-in does.

The column *seen* is empty where no measurement, source or public report names a server. Names are stable: profiles and command lines use them.`

/** The page that lists every deviation, by endpoint. Pure. */
export function deviationsPage(deviations: readonly Deviation[], measured: ReadonlyMap<string, Measured>): string {
  const groups = Map.groupBy(deviations, (one) => endpointOf(one, measured.get(one.name)))
  const chapters = Object.entries(TITLES).flatMap(([endpoint, title]) => {
    const own = groups.get(endpoint) ?? []
    const rows = own.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((one) => rowOf(one, measured.get(one.name)))
    const head = ['name', 'what the server sends', 'seen', 'traffic', 'rules']
    return own.length === 0
      ? []
      : [
          `## ${title}`,
          `${counted(own.length, 'deviation')}.`,
          markdownTable([head, ...rows], { alignDelimiters: false }),
        ]
  })
  const seen = deviations.filter((one) => one.seen !== undefined).length
  return `${[
    '# Deviations',
    'Generated from `src/deviations/` by `npm run pages -- deviations`. Do not edit.',
    `${counted(deviations.length, 'deviation')}, of which ${seen} were seen at a named server, model or gateway.`,
    INTRODUCTION,
    ...chapters,
  ].join('\n\n')}\n`
}

/** The endpoint of the traffic that it changes, or of the rules that it is about. */
function endpointOf({ name, rules }: Deviation, measured: Measured | undefined): string {
  const touched = new Set(measured?.touches.map((one) => one.split(' ')[0] ?? 'other'))
  const [only] = touched
  if (touched.size === 1 && only !== undefined) return only
  const area = /^(responses|completions|embeddings|models)\b/.exec(name)?.[1] ?? rules[0]?.split('/')[0] ?? 'other'
  if (area in TITLES) return area
  return touched.size > 1 || /^(errors|transport)$/.test(area) ? 'other' : 'chat'
}

function rowOf({ name, about, seen = [], rules, aside }: Deviation, measured: Measured | undefined): string[] {
  const failing = Object.values(measured?.fails ?? {}).flat().length
  const more = Math.max(0, failing - rules.length)
  const told = rules.length === 0 ? `none: ${cell(aside ?? '')}` : rules.map((one) => code(one)).join(' ')
  const kinds = [...new Set((measured?.touches ?? []).map((one) => one.split(' ')[1] ?? ''))]
  return [code(name), cell(about), cell(seen.join(', ')), kinds.join(', '), more === 0 ? told : `${told} +${more}`]
}
