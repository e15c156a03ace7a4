import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** Schemas that requests declare are other people's: keywords we do not know are theirs, not errors. */
const compiler = (): Ajv2020 =>
  new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: false,
    addUsedSchema: false,
    code: { optimize: false },
  })

/** An app declares the same schemas with every request; those of many apps, one after the other, must not pile up. */
const MOST_KEPT = 200
const compiled = new Map<string, ValidateFunction | null>()
let ajv = compiler()

/**
 * Everything in which a value departs from a schema given with a request, one sentence each. Empty when it conforms, and where what is
 * declared is no JSON Schema: nothing can depart from that.
 */
export function schemaErrors(schema: object, value: unknown): string[] {
  const text = JSON.stringify(schema)
  const known = compiled.get(text)
  const check = known === undefined ? compile(schema) : known
  compiled.set(text, check)
  if (check === null || check(value)) return []
  return (check.errors ?? []).map(
    ({ instancePath, message }) => `$${instancePath.replaceAll('/', '.')} ${message ?? 'does not conform'}`,
  )
}

function compile(schema: object): ValidateFunction | null {
  if (compiled.size >= MOST_KEPT) {
    compiled.clear()
    // It keeps something of all that it ever compiled.
    ajv = compiler()
  }
  try {
    // Without a name of its own, a schema that is not kept cannot refer to its root.
    return ajv.compile({ $id: 'declared:schema', ...schema })
  } catch {
    return null
  }
}
