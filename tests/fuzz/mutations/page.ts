import { markdownTable } from 'markdown-table'
import { allowed, allowedBy } from './allowed.ts'
import { mutations } from './catalogue.ts'
import type { Caught } from './caught.ts'
import type { Tried } from './tried.ts'
import { readUnnoticed } from './unnoticed.ts'

const INTRODUCTION = `# What is caught when an answer changes

Each row is one way of changing an answer, tried at every place of the answers that a conforming server gives to all that the suites send: one field, one event, one header at a time. Some changes leave an answer well-formed that does not fit its request any more. A place counts once for each kind of answer. Who notices first is counted: a rule; where no rule does, the comparison with the facts about OpenAI that ship with the suite; where these are silent, the comparison with the very answer, as with a live reference. Nobody may miss a change that is not listed below, with its reason; \`tests/fuzz/mutations\` holds the catalogue and the list, and a test holds this page to them.

Native endpoints of Ollama are left out: they are no part of the contract.
`

/** The page of the docs on what is caught, from what became of every mutation. */
export function page(tried: readonly Tried[]): string {
  const by = Map.groupBy(tried, ({ mutation }) => mutation)
  const count = (all: readonly Tried[], who: Caught['by'] | null): number =>
    all.filter(({ caught }) => (caught?.by ?? null) === who).length
  const row = (name: string, about: string, all: readonly Tried[]): string[] => [
    name,
    about,
    ...[all.length, count(all, 'rule'), count(all, 'facts'), count(all, 'reference'), count(all, null)].map(String),
    `${Math.floor((100 * (all.length - count(all, null))) / all.length)} %`,
  ]
  const table = markdownTable(
    [
      ['change', 'what is done', 'places', 'a rule', 'only the facts', 'only a live reference', 'nobody', 'noticed'],
      ...mutations.map(({ name, about }) => row(name, about, by.get(name) ?? [])),
      row('**all**', '', tried),
    ],
    { align: ['l', 'l', 'r', 'r', 'r', 'r', 'r', 'r'] },
  )
  const uncaught = tried.filter(({ caught }) => caught === null)
  const reasons = markdownTable(
    [
      ['what goes unnoticed', 'places', 'why it may', 'source'],
      ...allowed.map((entry) => [
        `${entry.mutations.length > 8 ? 'changes of a value' : entry.mutations.join(', ')}${entry.sites ? `, at \`${entry.sites.source.replaceAll('|', '\\|').replaceAll('\\/', '/')}\`` : ''}`,
        String(uncaught.filter(({ mutation, site }) => allowedBy(mutation, site) === entry).length),
        entry.reason,
        entry.source,
      ]),
    ],
    { align: ['l', 'r', 'l', 'l'] },
  )
  return `${INTRODUCTION}\n${table}\n\n## What may go unnoticed\n\nThe first matching row counts.\n\n${reasons}\n\n${unnoticed()}`
}

/** What no rule tells yet, of answers of the stand-in and of recorded ones. */
function unnoticed(): string {
  const sitesBy = (of: 'recorded' | 'stand-in'): Map<string, string[]> =>
    Map.groupBy(readUnnoticed(of), (change) => change.split(' | ')[0] ?? '')
  const [answers, recorded] = [sitesBy('stand-in'), sitesBy('recorded')]
  const where = (changes: string[] = []): string =>
    changes.map((change) => `\`${change.split(' | ')[1]?.replaceAll('|', '\\|')}\``).join(', ')
  const names = [...new Set([...answers.keys(), ...recorded.keys()])].toSorted()
  const rows = names.map((name) => [name, where(answers.get(name)), where(recorded.get(name))])
  return `## What no rule notices yet\n\nRecorded answers are judged as captured traffic: each by itself, and all that do not fit their requests must fail a rule.\n\n${markdownTable([['change', 'answers of the conforming server', 'recorded answers of OpenAI'], ...rows])}\n`
}
