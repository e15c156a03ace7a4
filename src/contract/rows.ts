import { resolve, schemaNamed, type Schema } from './schemas.ts'

/** What a row constrains: that a field is there, its JSON type, or its value. */
export type RowGroup = 'present' | 'type' | 'value'

/** One requirement of a schema on one field: the unit that becomes a rule. */
export interface ContractRow {
  /** Path with `[]` for any array element: `$.choices[].message.role`. */
  path: string
  group: RowGroup
  level: 'should' | 'may'
  /** Documentation of the object the field belongs to. */
  source: string
  breaks: string | undefined
  sentence: string
  /** The schema of the field itself, references resolved. */
  field: Schema
}

/** `$.choices[].message.role` / type → `choices-message-role-type`. */
export const rowSlug = (row: Pick<ContractRow, 'path' | 'group'>): string =>
  `${row.path
    .replace(/^\$\.?/, '')
    .replaceAll('[]', '.item')
    .replace(/\.item\./g, '.')
    .replaceAll('.', '-')
    .replaceAll('_', '-')}-${row.group}`

interface Inherited {
  level: ContractRow['level']
  source: string
}

/** Every row of a wire schema, depth first, references followed. */
export function contractRows(name: string): ContractRow[] {
  const root = schemaNamed(name)
  const of = `In ${words(root.title ?? name)}, `
  const rows = objectRows(root, '$', {
    level: root['x-level'] ?? 'should',
    source: root['x-source'] ?? '',
  })
  // Read by itself, in a report, a sentence must say whose field it is about.
  return rows.map((row) => ({ ...row, sentence: of + row.sentence }))
}

/** `ToolCallDelta` as it stands in a sentence: `a tool call delta`. */
function words(title: string): string {
  const text = title.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
  return `${/^[aeiou]/.test(text) ? 'an' : 'a'} ${text}`
}

function objectRows(schema: Schema, path: string, inherited: Inherited): ContractRow[] {
  const required = new Set([...(schema.required ?? []), ...(schema.then?.required ?? [])])
  return Object.entries(schema.properties ?? {}).flatMap(([key, raw]) => {
    const field = resolve(raw)
    const here: Inherited = {
      level: field['x-level'] ?? inherited.level,
      source: field['x-source'] ?? inherited.source,
    }
    const at = `${path}.${key}`
    const rows = required.has(key) ? [row('present', at, field, here)] : []
    return [...rows, ...valueRows(field, at, here)]
  })
}

function valueRows(field: Schema, path: string, inherited: Inherited): ContractRow[] {
  const rows: ContractRow[] = []
  if (field.type) rows.push(row('type', path, field, inherited))
  if (hasValueConstraint(field)) rows.push(row('value', path, field, inherited))
  if (field.properties) rows.push(...objectRows(field, path, inherited))
  if (field.items) {
    const items = resolve(field.items)
    const here = { level: items['x-level'] ?? inherited.level, source: items['x-source'] ?? inherited.source }
    rows.push(...valueRows(items, `${path}[]`, here))
  }
  return rows
}

function row(group: RowGroup, path: string, field: Schema, inherited: Inherited): ContractRow {
  return {
    path,
    group,
    field,
    level: inherited.level,
    source: inherited.source,
    breaks: field['x-breaks'],
    sentence: sentence(group, path, field),
  }
}

const hasValueConstraint = (field: Schema): boolean =>
  field.enum !== undefined ||
  field.const !== undefined ||
  field.pattern !== undefined ||
  field.minimum !== undefined ||
  field.maximum !== undefined ||
  field.minLength !== undefined ||
  field.minItems !== undefined

function sentence(group: RowGroup, path: string, field: Schema): string {
  const name = `\`${path.replace(/^\$\./, '')}\``
  if (group === 'present') return `${name} is present.`
  if (group === 'type') return `${name}, where present, is of type ${[field.type].flat().join(' or ')}.`
  return `${name}, where present, is ${allowed(field)}.`
}

/** The value constraint of a field in words. */
export function allowed(field: Schema): string {
  if (field.const !== undefined) return JSON.stringify(field.const)
  if (field.enum)
    return field.enum
      .map((value) => JSON.stringify(value))
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')
  const parts: string[] = []
  if (field.minLength) parts.push('not empty')
  if (field.minItems) parts.push(`a list of at least ${field.minItems}`)
  if (field.minimum !== undefined) parts.push(`at least ${field.minimum}`)
  if (field.maximum !== undefined) parts.push(`at most ${field.maximum}`)
  if (field.pattern) parts.push(`of the form ${field.pattern}`)
  return parts.join(' and ')
}
