import { MOST_OF_JSON, readText, streamLines } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import type { Captured, LeftOut } from './captured.ts'
import { READ } from './forms/index.ts'
import { entriesExchanges, harEntries, MOST_NODES } from './har.ts'
import { recordExchanges } from './row.ts'

const CODE = 'CAPTURE_INVALID'

/** Whether a file has a record a line. A document on one line may be a list of records, or a HAR. */
export async function isLines(file: string): Promise<boolean> {
  for await (const { text } of streamLines({ file, code: CODE })) {
    const first = parseJson(text)
    if (first.ok) return isObject(first.value) && !isDocument(first.value)
    if (/^\s*[{[]/.test(text)) return false
    throw new Failure(CODE, `${file} is neither .har nor .jsonl, and does not begin as JSON does. ${READ}`)
  }
  throw new Failure(CODE, `${file} is neither .har nor .jsonl: it is empty. ${READ}`)
}

const isDocument = (value: Record<string, unknown>): boolean =>
  harEntries(value) !== undefined || Array.isArray(value['data'])

/** The exchanges of a JSON document: a HAR, a list of records, or a page of an API with such a list in `data`. */
export function* documentExchanges(file: string): Generator<Captured | LeftOut> {
  if (file.endsWith('.gz')) throw new Failure(CODE, `${file} is one JSON document, packed. Unpack it first.`)
  const document = parseJson(readText({ file, code: CODE }, MOST_OF_JSON), MOST_NODES)
  if (!document.ok) throw new Failure(CODE, `${file} ${whyNoJson(document.error)}. ${READ}`)
  const { value } = document
  const entries = harEntries(value)
  if (entries) return yield* entriesExchanges(entries, file)
  const list = isObject(value) && Array.isArray(value['data']) ? value['data'] : value
  const records = Array.isArray(list) ? list : [list]
  for (const [at, record] of records.entries())
    yield* recordExchanges(record, { file, where: `${file}: [${at}]`, name: String(at + 1) })
}
