import { asArray, isObject, type JsonObject } from '../../json.ts'

/** A value of OTLP in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): what it holds, without its type. */
function valueOf(value: unknown): unknown {
  if (!isObject(value)) return undefined
  if ('stringValue' in value) return value['stringValue']
  if ('intValue' in value) return Number(value['intValue'])
  if ('doubleValue' in value) return value['doubleValue']
  if ('boolValue' in value) return value['boolValue']
  if (isObject(value['arrayValue'])) return asArray(value['arrayValue']['values']).map(valueOf)
  if (isObject(value['kvlistValue'])) return fieldsOf(value['kvlistValue']['values'])
  return undefined
}

/** A list of keys and values as an object. */
export const fieldsOf = (list: unknown): JsonObject =>
  Object.fromEntries(
    asArray(list)
      .filter(isObject)
      .map(({ key, value }) => [String(key), valueOf(value)]),
  )

/** The body of a log record, where it has fields. */
export function bodyOf(value: unknown): JsonObject {
  const body = valueOf(value)
  return isObject(body) ? body : {}
}
