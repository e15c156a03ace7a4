import { block, code, counted, prose } from '../report/markdown-text.ts'
import { countedDrift, DRIFT_KINDS, type Change, type Drift, type DriftKind, type ReferenceCheck } from './drift.ts'

const TITLES: Record<DriftKind, string> = {
  'new-field': 'New fields',
  'gone-field': 'Fields that are gone',
  type: 'Other types',
  value: 'Values outside of the known ones',
  'new-event': 'New types of events',
  'stream-order': 'Order of streams',
  behaviour: 'How answers end',
  header: 'Headers',
  model: 'Models',
  refused: 'Parameters that are refused',
  rule: 'Rules that the reference fails',
}
const MOST_OF_A_CHANGE = 6000
const MOST_RULES = 5

/** The check for the maintainer of the contract. Pure. */
export function renderDrift(check: ReferenceCheck): string {
  const { differences, reference, asked, unasked, suite } = check
  const steady = countedDrift(differences)
  const unsteady = differences.filter((one) => !steady.includes(one))
  return `${[
    `# ${prose(check.sentence)}`,
    [
      `- Reference: ${prose(reference.label)}`,
      `- Models: ${Object.entries(reference.models)
        .map(([kind, name]) => `${kind} ${code(name)}`)
        .join(', ')}`,
      `- Asked: ${counted(asked.requests, 'request')}, ${asked.answered} answered; ${counted(asked.judged, 'rule')} judged, ${asked.open} open`,
      `- By: ${suite.name} ${suite.version}`,
    ].join('\n'),
    ...DRIFT_KINDS.flatMap((kind) => sections(kind, steady)),
    ...(unsteady.length === 0
      ? []
      : [
          '## Did not come again',
          'Asked once more, the reference did otherwise. These do not count.',
          unsteady.map(line).join('\n'),
        ]),
    ...(unasked.length === 0
      ? []
      : [
          '## Nothing was seen of these',
          `${unasked.map((scope) => code(scope)).join(', ')}: the facts about them were not checked.`,
        ]),
    ...(differences.length === 0 ? [] : ['## Next step', NEXT]),
  ].join('\n\n')}\n`
}

const NEXT =
  'Look at each answer in `reference/exchanges.jsonl` by its key. Where the service means it, change the file as proposed, run `npm run generate` and `npm test`. Where it does not, keep this report and ask again later.'

function sections(kind: DriftKind, all: readonly Drift[]): string[] {
  const own = all.filter((one) => one.kind === kind)
  return own.length === 0 ? [] : [`## ${TITLES[kind]} (${own.length})`, ...own.flatMap(section)]
}

const line = ({ scope, path, message }: Drift): string => `- ${code(path)} in ${prose(scope)}: ${prose(message)}`

function section(drift: Drift): string[] {
  const { scope, path, message, count, of, example, rules, changes } = drift
  const more = rules.length - MOST_RULES
  return [
    `### ${code(path)} · ${prose(scope)}`,
    [
      `- It ${prose(message)} (in ${count} of ${of} answers)`.replace('- It the', '- The'),
      ...(example === null ? [] : [`- Seen in: ${code(example)}`]),
      ...(rules.length === 0
        ? []
        : [
            `- Rules that fail: ${rules
              .slice(0, MOST_RULES)
              .map((id) => code(id))
              .join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
          ]),
    ].join('\n'),
    ...changes.flatMap(proposal),
  ]
}

const WORDS: Record<Change['action'], string> = {
  add: 'add',
  remove: 'remove',
  replace: 'put in place of what is there',
}

const proposal = ({ file, at, action, lines }: Change): string[] => [
  `Proposed change of ${code(file)}, at ${code(at)}: ${WORDS[action]}`,
  block(lines, file.endsWith('.json') ? 'json' : file.endsWith('.yaml') ? 'yaml' : '', MOST_OF_A_CHANGE),
]
