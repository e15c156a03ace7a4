import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** Schemas that requests declare are other people's: keywords we do not know are theirs, not errors. */
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, addUsedSchema: false })

const compiled = new WeakMap<object, ValidateFunction>()

/** Everything in which a value departs from a schema given with a request, one sentence each. Empty when it conforms. */
export function schemaErrors(schema: object, value: unknown): string[] {
  // Without a name of its own, a schema that is not kept cannot refer to its root.
  const check = compiled.get(schema) ?? ajv.compile({ $id: 'declared:schema', ...schema })
  compiled.set(schema, check)
  if (check(value)) return []
  return (check.errors ?? []).map(({ instancePath, message }) => `$${instancePath.replaceAll('/', '.')} ${message ?? 'does not conform'}`)
}
