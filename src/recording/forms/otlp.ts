import { asArray, isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import { unpacked, type Form, type LoggedCall } from './form.ts'
import { genAiCall } from './gen-ai.ts'
import { loggedHttp } from './logged-http.ts'
import { bodyOf, fieldsOf } from './otlp-values.ts'

/**
 * Spans and logs in OTLP JSON, as the file exporter of the OpenTelemetry Collector writes them: GenAI messages, or the bodies of HTTP.
 * Sources: https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/, https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export const otlp: Form = {
  name: 'OpenTelemetry (OTLP JSON)',
  isOne: (record) => Array.isArray(record['resourceSpans']) || Array.isArray(record['resourceLogs']),
  *calls(record) {
    for (const span of inScopes(record['resourceSpans'], 'scopeSpans', 'spans')) yield callOf(spanFields(span))
    for (const log of inScopes(record['resourceLogs'], 'scopeLogs', 'logRecords'))
      yield callOf({ ...bodyOf(log['body']), ...fieldsOf(log['attributes']) })
  },
}

function* inScopes(resources: unknown, scopes: string, items: string): Generator<JsonObject> {
  for (const resource of asArray(resources).filter(isObject))
    for (const scope of asArray(resource[scopes]).filter(isObject)) yield* asArray(scope[items]).filter(isObject)
}

/** The attributes of a span, and of its events: messages and bodies are in either. */
const spanFields = (span: JsonObject): JsonObject =>
  Object.assign(
    {},
    ...asArray(span['events'])
      .filter(isObject)
      .map(({ attributes }) => fieldsOf(attributes)),
    fieldsOf(span['attributes']),
  ) as JsonObject

const callOf = (fields: JsonObject): LoggedCall | LeftOutReason => {
  const read = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, messageField(name, value)]))
  return loggedHttp(read) ?? genAiCall(read) ?? 'other-record'
}

/** Messages are structured, or JSON in a text. */
const messageField = (name: string, value: unknown): unknown =>
  /^gen_ai\.(input|output|tool|system)/.test(name) ? unpacked(value) : value
