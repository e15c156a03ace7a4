import wireNames from '../../specs/openai/wire-names.json' with { type: 'json' }
import { eventsOf, isResponseStream } from '../checks/response-stream.ts'
import type { Difference } from '../compare/difference.ts'
import { typeName } from '../contract/validate.ts'
import type { JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { isAnswerOf } from './answers.ts'
import { FACTS, member, NAMES, typeOf } from './changes.ts'
import { isGone, type Change, type Drift } from './drift.ts'
import { schemaFile } from './schema-place.ts'

/** What was seen under one name. */
interface Seen {
  count: number
  example: string
}

/** Counts the answers that have each name. */
function tally(
  observations: readonly Observation[],
  namesOf: (one: Observation) => Iterable<string>,
): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  for (const observation of observations)
    for (const name of new Set(namesOf(observation))) {
      const known = seen.get(name) ?? { count: 0, example: observation.exchange.key }
      seen.set(name, { ...known, count: known.count + 1 })
    }
  return seen
}

/** Types of events that are not known. */
export function eventDrift(observations: readonly Observation[]): Drift[] {
  const streams = observations.filter(isResponseStream)
  const known = new Set(wireNames.events.names)
  return [...tally(streams, (stream) => eventsOf(stream).map(({ type }) => type))].flatMap(([type, seen]): Drift[] => {
    if (type === '' || known.has(type)) return []
    const events = streams.flatMap((stream) =>
      eventsOf(stream).flatMap((one) => (one.type === type ? [one.event] : [])),
    )
    return [
      {
        kind: 'new-event',
        scope: 'responses.stream',
        path: type,
        message: 'is sent, and no list of events has it',
        ...seen,
        of: streams.length,
        rules: [],
        changes: [named('events', type), ownSchema(type, events)],
      },
    ]
  })
}

const named = (list: 'events' | 'headers', name: string): Change => ({
  file: NAMES,
  at: `/${list}/names`,
  action: 'add',
  lines: JSON.stringify(name),
})

/** A schema with what was seen: what all of the events have is required. */
function ownSchema(type: string, events: readonly JsonObject[]): Change {
  const name = `response-event-${type.replace(/^response\./, '').replaceAll(/[^a-z0-9]+/gi, '-')}`
  const fields = [...new Set(events.flatMap(Object.keys))].filter((field) => field !== 'type')
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${name}.schema.json`,
    title: type,
    type: 'object',
    additionalProperties: true,
    required: fields.filter((field) => events.every((event) => field in event)),
    properties: Object.fromEntries(
      fields.map((field) => [
        field,
        { type: typeOf(events.flatMap((event) => (field in event ? [typeName(event[field])] : []))) },
      ]),
    ),
  }
  return { file: schemaFile(name), at: '/', action: 'add', lines: JSON.stringify(schema, null, 2) }
}

/** Headers that are not known, and those that the facts have and that did not come. */
export function headerDrift(observations: readonly Observation[], differences: readonly Difference[]): Drift[] {
  const answers = observations.filter(isAnswerOf)
  const known = new Set(wireNames.headers.names)
  const names = ({ exchange: { response } }: Observation): string[] =>
    (response?.headers ?? []).map(([name]) => name.toLowerCase())
  const fresh = [...tally(answers, names)].flatMap(([name, seen]): Drift[] =>
    known.has(name)
      ? []
      : [
          {
            kind: 'header',
            scope: 'answers',
            path: name,
            message: 'is sent, and no list of headers has it',
            ...seen,
            of: answers.length,
            rules: [],
            changes: [named('headers', name)],
          },
        ],
  )
  return [...fresh, ...differences.filter(isHeader).map((one) => ofTrait(one, 'header'))]
}

/** A stream of events is UTF-8 whatever its header says. */
const isHeader = ({ aspect, path, scope, ...seen }: Difference): boolean =>
  aspect === 'headers' && isGone(seen) && !(path === 'headers.content-type charset' && scope.endsWith('.stream'))

/** Where parts of a stream are, and how answers end: as the facts have it. */
export const traitDrift = (differences: readonly Difference[]): Drift[] =>
  differences.flatMap((one) => {
    if (one.severity === 'cosmetic' && one.aspect === 'finish') return []
    if (one.aspect === 'events') return [ofTrait(one, 'stream-order')]
    const isTrait = one.aspect === 'finish' || one.aspect === 'tool-calls' || !one.path.startsWith('$')
    return isTrait && one.aspect !== 'headers' ? [ofTrait(one, 'behaviour')] : []
  })

const ofTrait = ({ scope, path, target, reference, count, of, example }: Difference, kind: Drift['kind']): Drift => ({
  kind,
  scope,
  path: path.replace(/^(headers|events)\./, ''),
  message: `is now: ${target}; it was: ${reference}`,
  count,
  of,
  example,
  rules: [],
  changes: [
    {
      file: FACTS,
      at: `/scopes/${scope}/traits/${path}`,
      action: 'add',
      lines: member(target.replace(/ \(.*$/, ''), count),
    },
  ],
})
