import { contractFields } from '../../../src/compare/contract-fields.ts'
import { isObject, type JsonObject } from '../../../src/json.ts'
import type { Exchange } from '../../../src/wire/exchange.ts'
import { frameKind, jsonOf, withFrames, withJson, type Answer } from './answer.ts'
import type { Mutant, Mutation } from './mutation.ts'
import { edited, placesIn, type Place } from './places.ts'

/** A JSON value of an answer: its body, or the data of an event. */
interface Part {
  scope: string
  value: unknown
  rebuilt: (value: unknown) => Exchange
}

/** Events that hold a response as `response.completed` does, and are judged by the same rules. */
const SAME_INSIDE = new Set(['response.created', 'response.in_progress', 'response.incomplete'])

/** The body, or one event of each kind. */
export function partsOf(answer: Answer): Part[] {
  const { body, scope } = answer
  if (body.kind === 'text') return []
  if (body.kind === 'json') return [{ scope, value: body.value, rebuilt: (value) => withJson(answer, value) }]
  const { frames } = body
  const firsts = [...new Map(frames.map((frame, at) => [frameKind(frame), at] as const).reverse()).entries()]
    .reverse()
    .filter(([kind]) => !SAME_INSIDE.has(kind))
  return firsts.map(([kind, at]) => ({
    scope: `${scope}.${kind}`,
    value: jsonOf(frames[at]?.data ?? ''),
    rebuilt: (value) =>
      withFrames(
        answer,
        frames.map((frame, one) => (one === at ? { ...frame, data: JSON.stringify(value) } : frame)),
      ),
  }))
}

/** A mutation of single fields: what becomes of each that it applies to. */
const inFields = (
  name: string,
  about: string,
  change: (place: Place, scope: string) => ((parent: JsonObject | unknown[], key: string | number) => void) | undefined,
): Mutation => ({
  name,
  about,
  mutants: (answer) =>
    partsOf(answer).flatMap(({ scope, value, rebuilt }) =>
      placesIn(value).flatMap((place): Mutant[] => {
        const edit = change(place, scope)
        return edit ? [{ site: `${scope} ${place.path}`, exchange: () => rebuilt(edited(value, place.way, edit)) }] : []
      }),
    ),
})

/** Another value in the place of one. */
const replacing = (
  name: string,
  about: string,
  other: (value: unknown, place: Place, scope: string) => unknown,
): Mutation =>
  inFields(name, about, (place, scope) => {
    const value = other(place.value, place, scope)
    return value === undefined
      ? undefined
      : (parent, key) => {
          ;(parent as JsonObject)[key] = value
        }
  })

const isField = ({ way }: Place): boolean => typeof way.at(-1) === 'string'
const keyOf = ({ way }: Place): string => String(way.at(-1))

function otherType(value: unknown): unknown {
  if (value === null) return false
  if (Array.isArray(value)) return {}
  return { string: 42, number: String(value), boolean: String(value), object: 'text' }[typeof value as string]
}

/** A name as another style would have it. */
const renamed = (key: string): string =>
  /_[a-z]/.test(key)
    ? key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
    : key.charAt(0).toUpperCase() + key.slice(1)

/** The values that the contract lists for a place; none where the set is open. */
function listed(scope: string, path: string): unknown[] | null {
  const kind =
    scope.startsWith('chat.stream.') || scope.startsWith('completions.stream.') ? scope : scope.replace(/\..*/, '')
  return contractFields(kind).get(path.replace(/\[[^\]]*\]/g, '[]'))?.values ?? null
}

/** Fields whose value is one of a few words, also where the schema is that of an item within. */
const WORDS = /\.(object|type|role|status|finish_reason)$/

export const fieldMutations: Mutation[] = [
  inFields('field left out', 'a field is not there', (place) =>
    isField(place)
      ? (parent, key) => {
          delete (parent as JsonObject)[key]
        }
      : undefined,
  ),
  replacing('field null', 'a field is null', (value) => (value === null ? undefined : null)),
  replacing(
    'field of another type',
    'a text is a number, a number a text, an object a text, a list an object',
    otherType,
  ),
  inFields('field renamed', 'a field has its name in another style', (place) =>
    isField(place) && /^[a-z_]+$/.test(keyOf(place))
      ? (parent, key) => rename(parent as JsonObject, String(key))
      : undefined,
  ),
  replacing('unknown word', 'a field has a value that is not listed', (value, { path }, scope) =>
    typeof value === 'string' && (WORDS.test(path) || listed(scope, path)) ? 'something_else' : undefined,
  ),
  replacing('another word', 'a field has another of the values listed', (value, { path }, scope) =>
    typeof value === 'string'
      ? listed(scope, path)?.find((other) => typeof other === 'string' && other !== value)
      : undefined,
  ),
  replacing('text empty', 'a text is empty', (value) => (typeof value === 'string' && value !== '' ? '' : undefined)),
  replacing('number negative', 'a whole number is below zero', (value) =>
    Number.isInteger(value) && (value as number) >= 0 ? -1 - (value as number) : undefined,
  ),
  replacing('number broken', 'a whole number has a fraction', (value) =>
    Number.isInteger(value) ? (value as number) + 0.5 : undefined,
  ),
  replacing('number off by one', 'a whole number is one more', (value) =>
    Number.isInteger(value) ? (value as number) + 1 : undefined,
  ),
  replacing('truth turned', 'true is false, or false true', (value) =>
    typeof value === 'boolean' ? !value : undefined,
  ),
  replacing('list empty', 'a list has no elements', (value) =>
    Array.isArray(value) && value.length > 0 ? [] : undefined,
  ),
  replacing('element twice', 'the last element of a list comes twice', (value) =>
    Array.isArray(value) && value.length > 0 ? [...(value as unknown[]), value.at(-1)] : undefined,
  ),
  replacing('element lost', 'a list lacks its last element', (value) =>
    Array.isArray(value) && value.length > 1 ? value.slice(0, -1) : undefined,
  ),
  replacing('field added', 'an object has one more field', (value) =>
    isObject(value) ? { ...value, x_added: true } : undefined,
  ),
  replacing('keys in another order', 'the fields of an object come in another order', (value) =>
    isObject(value) && Object.keys(value).length > 1 ? Object.fromEntries(Object.entries(value).reverse()) : undefined,
  ),
]

function rename(parent: JsonObject, key: string): void {
  const entries = Object.entries(parent)
  for (const name of Object.keys(parent)) delete parent[name]
  for (const [name, value] of entries) parent[name === key ? renamed(name) : name] = value
}
