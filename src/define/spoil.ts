import type { ContractRow } from '../contract/rows.ts'
import type { Json } from '../suite/steps.ts'

/** Copies of a sample, each violating exactly that row at one place; none where the sample lacks the field. */
export function spoil(sample: Json, row: ContractRow): Json[] {
  const wrong = row.group === 'present' ? undefined : row.group === 'type' ? wrongType(row) : wrongValue(row)
  if (row.group === 'value' && wrong === undefined) return []
  const copy = structuredClone(sample)
  return place(
    copy,
    row.path
      .replace(/^\$\.?/, '')
      .replaceAll('[]', '.[]')
      .split('.')
      .filter(Boolean),
    wrong,
  )
    ? [copy]
    : []
}

/** Sets the first place that a path leads to; `undefined` removes the field. False where the path leads nowhere. */
function place(value: Json, path: string[], wrong: Json | undefined): boolean {
  const [key = '', ...rest] = path
  if (key === '[]') {
    if (!Array.isArray(value)) return false
    if (rest.length > 0) return value.some((item) => place(item, rest, wrong))
    if (value.length === 0 || wrong === undefined) return false
    value[0] = wrong
    return true
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !(key in value)) return false
  if (rest.length > 0) return place(value[key] ?? null, rest, wrong)
  if (wrong === undefined) delete value[key]
  else value[key] = wrong
  return true
}

/** A value of a type the row does not allow. */
function wrongType({ field }: ContractRow): Json {
  const types = [field.type].flat()
  if (!types.includes('object') && !types.includes('array')) return { wrong: 'type' }
  return types.includes('string') ? 7 : 'wrong type'
}

/** A value of the right type that the row's constraint does not allow. */
function wrongValue({ field }: ContractRow): Json | undefined {
  if (field.const !== undefined || field.enum)
    return typeof (field.const ?? field.enum?.[0]) === 'string' ? 'spoiled' : -1
  if (field.minLength || field.pattern) return ''
  if (field.minItems) return []
  if (field.minimum !== undefined) return field.minimum - 1
  if (field.maximum !== undefined) return field.maximum + 1
  return undefined
}
