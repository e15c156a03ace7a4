import { assertForm } from '../contract/assert-form.ts'
import { MOST_OF_JSON, readText } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import { judgeCapabilities } from '../policy/capabilities.ts'
import { shippedCapabilities } from '../policy/capability-file.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import { FIRST_FORMAT, fromFirstFormat } from './record-v1.ts'
import { fromSecondFormat, SECOND_FORMAT } from './record-v2.ts'
import type { RunRecord } from './record.ts'

const FORMAT: RunRecord['format'] = 'ollama-conformance/run@3'
const HINT = 'Name a folder that `run` wrote with --out.'

/** Reads a `results.json`, also one of the formats before; what became of the capabilities then follows from its rules. @throws Failure in one line for a file that is no record, or of another format. */
export function readRecord(file: string): RunRecord {
  const read = parsed(file)
  const value = isObject(read) ? upToDate(read) : read
  const format = isObject(value) ? value['format'] : undefined
  if (typeof format === 'string' && format !== FORMAT) {
    throw new Failure(
      'RUN_FORMAT',
      `${file} has the format ${format.slice(0, 60)}, and this version reads ${FORMAT}. Judge that server again with this version.`,
    )
  }
  assertForm('run-record', value, {
    code: 'RUN_INVALID',
    says: `${file} is no run record`,
    fix: HINT,
  })
  const record = value as RunRecord
  return value === read ? record : { ...record, capabilities: judgeCapabilities(shippedCapabilities(), record.rules) }
}

/** A record of an older format in the form of today, unchecked; any other as it is. */
function upToDate(record: Record<string, unknown>): Record<string, unknown> {
  const second = record['format'] === FIRST_FORMAT ? fromFirstFormat(record, SECOND_FORMAT) : record
  return second['format'] === SECOND_FORMAT ? fromSecondFormat(second, FORMAT) : second
}

function parsed(file: string): unknown {
  const json = parseJson(readText({ file, code: 'RUN_INVALID', fix: HINT }, MOST_OF_JSON))
  if (!json.ok)
    throw new Failure('RUN_INVALID', `${file} cannot be read as a run record: it ${whyNoJson(json.error)}. ${HINT}`)
  return json.value
}
