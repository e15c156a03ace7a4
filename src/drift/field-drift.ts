import type { Difference } from '../compare/difference.ts'
import { observedReference } from '../compare/observed.ts'
import { parentPath } from '../contract/paths.ts'
import { change, factChange, member, placeOf, typeOf } from './changes.ts'
import { isGone, type Change, type Drift } from './drift.ts'
import { knownFields } from './known-fields.ts'
import type { SeenField, SeenFields } from './seen-fields.ts'

/** Fields that neither the contract nor the facts know, and types that neither knows of a field. */
export const fieldDrift = (seen: SeenFields): Drift[] => seen.fields.flatMap((field) => ofField(field, seen))

function ofField(field: SeenField, seen: SeenFields): Drift[] {
  const { scope, path, types, count, example } = field
  const { isKnown, isDescribed, typesAt } = knownFields(scope)
  const parent = parentPath(path)
  const of = seen.at(scope, parent)
  const common = { scope, path, count, of, example, rules: [] }
  if (!isKnown(path)) {
    // What is inside a field that is new itself, or of which nothing is said, is no news.
    if (path.endsWith('[]') || !isDescribed(parent)) return []
    const message = `is sent (${[...types].join(' or ')}), and the contract does not name it`
    return [{ ...common, kind: 'new-field', message, changes: [newField(field)] }]
  }
  const known = typesAt(path)
  const strange = [...types].filter((type) => !known.has(type) && !(type === 'integer' && known.has('number')))
  if (known.size === 0 || strange.length === 0) return []
  const message = `is of type ${strange.join(' or ')}, and was known as ${[...known].join(' or ')}`
  return [{ ...common, of: Math.max(count, of), kind: 'type', message, changes: [otherType(field, known, strange)] }]
}

function newField({ scope, path, types, count }: SeenField): Change {
  const parent = placeOf(scope, parentPath(path))
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (parent === null)
    return {
      ...factChange(scope, path, { types: Object.fromEntries([...types].map((type) => [type, count])) }),
      action: 'add',
    }
  return change(parent, `${parent.at}/properties`, 'add', member(name, { type: typeOf(types), 'x-level': 'may' }))
}

function otherType({ scope, path }: SeenField, known: ReadonlySet<string>, strange: readonly string[]): Change {
  const place = placeOf(scope, path)
  if (place?.schema.type !== undefined)
    return change(place, `${place.at}/type`, 'replace', member('type', typeOf([...known, ...strange])))
  const facts = observedReference().scopes[scope]?.paths[path]
  return factChange(scope, path, { ...facts, ever: [...(facts?.ever ?? []), ...strange].sort() })
}

/** Fields that the facts have always, and that did not come; `differences` are those from the observed facts. */
export const goneFields = (differences: readonly Difference[]): Drift[] =>
  differences.flatMap((one): Drift[] => {
    const { scope, aspect, path, kind, target, reference, count, of, example } = one
    if (aspect !== 'body' || !path.startsWith('$') || !target.startsWith('absent')) return []
    if ((kind !== 'missing' && kind !== 'null-or-absent') || !isGone(one)) return []
    const message = `is ${target}; it was ${reference}`
    return [
      { kind: 'gone-field', scope, path, message, count, of, example, rules: [], changes: goneField(scope, path) },
    ]
  })

/** What makes a field one that need not be there. */
export function goneField(scope: string, path: string): Change[] {
  const parent = placeOf(scope, parentPath(path))
  const name = path.slice(path.lastIndexOf('.') + 1)
  const facts = observedReference().scopes[scope]?.paths[path]
  return [
    ...(parent?.schema.required?.includes(name)
      ? [change(parent, `${parent.at}/required`, 'remove', JSON.stringify(name))]
      : []),
    ...(facts === undefined
      ? []
      : [
          factChange(scope, path, {
            types: {},
            ever: [...new Set([...Object.keys(facts.types), ...(facts.ever ?? [])])].sort(),
          }),
        ]),
  ]
}
