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

/** One thing in which a value departs from a schema. */
export interface Departure {
  keyword: string
  message: string
}

/**
 * Everything in which a value departs from a schema given with a request. Empty when it conforms, and where what is declared is no JSON
 * Schema: nothing can depart from that.
 */
export function departures(schema: object, value: unknown): Departure[] {
  const check = checkOf(schema)
  if (check === null || check(value)) return []
  return (check.errors ?? []).map(({ keyword, instancePath, message }) => ({
    keyword,
    message: `$${instancePath.replaceAll('/', '.')} ${message ?? 'does not conform'}`,
  }))
}

/** The same, one sentence each. */
export const schemaErrors = (schema: object, value: unknown): string[] =>
  departures(schema, value).map(({ message }) => message)

/** What is declared is a JSON Schema. */
export const isSchema = (schema: object): boolean => checkOf(schema) !== null

function checkOf(schema: object): ValidateFunction | null {
  const text = JSON.stringify(schema)
  const known = compiled.get(text)
  const check = known === undefined ? compile(schema) : known
  compiled.set(text, check)
  return check
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
