import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { isObject, type JsonObject } from '../json.ts'
import { wrong, wrongType } from '../suite/findings.ts'
import { canonical } from '../suite/request.ts'
import type { Observation } from '../wire/observe.ts'
import { parseJson } from '../wire/sse.ts'
import { argumentsOf, typeName } from './tools.ts'

/** The same value in another form: as text, or in other letters. A model that copies a value copies its form. */
function isReformed(value: unknown, original: unknown): boolean {
  if (typeof value !== 'string') return false
  if (typeof original === 'string') return value !== original && value.toLowerCase() === original.toLowerCase()
  const parsed = parseJson(value.toLowerCase())
  return parsed.ok && canonical(parsed.value) === canonical(original).toLowerCase()
}

/**
 * Findings where arguments that earlier calls show the model come in another form. `isAbout` chooses the values by what they were.
 * Another value may be what the model wrote.
 */
export function* reformed(
  one: Observation,
  path: string,
  { written, original, isAbout }: { written: string; original: JsonObject; isAbout: (value: unknown) => boolean },
): Generator<Finding, Inconclusive | void> {
  const got = argumentsOf({ arguments: written })
  const about = Object.entries(original).filter(([, value]) => isAbout(value))
  const found = about.filter(([key, value]) => isReformed(got?.[key], value))
  for (const [key, value] of found) {
    const finding = typeof value === 'string' ? wrong : wrongType
    yield finding(
      one,
      path,
      `\`${key}\` of the arguments comes in another form than earlier calls show`,
      `${typeName(value)} ${JSON.stringify(value)}`,
      `${typeName(got?.[key])} ${JSON.stringify(got?.[key])}`,
    )
  }
  if (found.length === 0 && about.some(([key, value]) => canonical(got?.[key] ?? null) !== canonical(value)))
    return inconclusive('the model wrote other arguments than in the calls before')
}

export const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean'
export const isNested = (value: unknown): boolean => isObject(value) || Array.isArray(value)
export const isWord = (value: unknown): boolean => typeof value === 'string'
