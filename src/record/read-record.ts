import { assertForm } from '../contract/assert-form.ts'
import { MOST_OF_JSON, readText } from '../disk/read-file.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import { parseJson, whyNoJson } from '../wire/parse-json.ts'
import { FIRST_FORMAT, fromFirstFormat } from './record-v1.ts'
import type { RunRecord } from './record.ts'

const FORMAT: RunRecord['format'] = 'ollama-conformance/run@2'
const HINT = 'Name a folder that `run` wrote with --out.'

/** Reads a `results.json`, also one of the format before. @throws Failure in one line for what is none, or of another format. */
export function readRecord(file: string): RunRecord {
  const read = parsed(file)
  const value = isObject(read) && read['format'] === FIRST_FORMAT ? fromFirstFormat(read, FORMAT) : read
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
  return value as RunRecord
}

function parsed(file: string): unknown {
  const json = parseJson(readText({ file, code: 'RUN_INVALID', fix: HINT }, MOST_OF_JSON))
  if (!json.ok)
    throw new Failure('RUN_INVALID', `${file} cannot be read as a run record: it ${whyNoJson(json.error)}. ${HINT}`)
  return json.value
}
