import { parentPath } from '../contract/paths.ts'
import { rowSlug } from '../contract/rows.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Suite } from '../suite/suite.ts'
import { change, member, typeOf } from './changes.ts'
import type { Change, Drift } from './drift.ts'
import { schemaPlace, type SchemaPlace } from './schema-place.ts'

type Contract = NonNullable<Suite['contract']>

/** What the rules that come from the contract say, one for each that fails. */
export const contractDrift = (suites: readonly Suite[], failing: readonly RuleResult[]): Drift[] =>
  failing.flatMap((rule) => {
    const suite = suites.find(({ id }) => rule.id.startsWith(`${id}/`))
    const row = suite?.contract?.rows.get(rule.id.slice(suite.id.length + 1))
    return suite?.contract && row ? ofRow(rule, suite.contract, rowSlug(row)) : []
  })

function ofRow(rule: RuleResult, { schema, rows }: Contract, slug: string): Drift[] {
  const row = rows.get(slug)
  const [finding] = rule.findings
  if (row === undefined || finding === undefined) return []
  const { path, group } = row
  const { with: count, of } = finding.answers ?? { with: 1, of: 1 }
  const common = { scope: schema, path, count, of, example: finding.exchange ?? null, rules: [rule.id] }
  if (group === 'present')
    return [
      {
        ...common,
        kind: 'gone-field',
        message: 'is absent, and the contract requires it',
        changes: absent(schema, path),
      },
    ]
  const place = schemaPlace(schema, path)
  if (group === 'type') {
    const actual = String(finding.actual)
    const message = `is of type ${actual}, and the contract says ${JSON.stringify(row.field.type)}`
    return [{ ...common, kind: 'type', message, changes: place === null ? [] : [ofType(place, actual)] }]
  }
  const message = `is ${JSON.stringify(finding.actual)}, and the contract says: ${finding.message}`
  return [{ ...common, kind: 'value', message, changes: place === null ? [] : ofValue(place, finding.actual) }]
}

function absent(schema: string, path: string): Change[] {
  const parent = schemaPlace(schema, parentPath(path))
  const name = path.slice(path.lastIndexOf('.') + 1)
  return parent === null ? [] : [change(parent, `${parent.at}/required`, 'remove', JSON.stringify(name))]
}

const ofType = (place: SchemaPlace, type: string): Change =>
  change(place, `${place.at}/type`, 'replace', member('type', typeOf([...[place.schema.type ?? []].flat(), type])))

/** A set of values gets one more; any other limit has to be thought over. */
function ofValue(place: SchemaPlace, value: unknown): Change[] {
  const { enum: values, const: only } = place.schema
  const before = values ?? (only === undefined ? null : [only])
  if (before === null) return []
  const at = `${place.at}/${values ? 'enum' : 'const'}`
  return [change(place, at, 'replace', member('enum', [...before, value]))]
}
