import path from 'node:path'
import { openLines, type LineFile } from '../disk/line-file.ts'
import { kindOf, removeFile } from '../disk/own-files.ts'
import { readLines } from '../disk/read-file.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import { isObject } from '../json.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Result } from './measure/origin.ts'

/** What is kept of a measuring until it is whole: the calls of the app, texts as they are, and the results so far. */
export interface LearningState {
  exchanges: Exchange[]
  results: Result[]
}

const MOST_BYTES = 512 * 1024 * 1024

/** Hidden, beside the profile. */
export const stateFile = (out: string): string => path.join(path.dirname(out), `.${path.basename(out)}.learning.jsonl`)

/** Begins a new one. What was kept before goes. */
export function beginState(file: string, command: string, exchanges: readonly Exchange[]): LineFile {
  const lines = [{ command }, ...exchanges.map((exchange) => ({ exchange }))]
  writeWhole(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return openLines(file)
}

export const keepResult = (state: LineFile, result: Result): void => state.append(JSON.stringify({ result }))

export const endState = (file: string): void => removeFile(file)

/** @throws Failure where there is nothing to go on with, or it is about another command. */
export function readState(file: string, command: string): LearningState {
  const wrong = (why: string): Failure =>
    new Failure('NOTHING_TO_RESUME', `${why} Leave out --resume to measure from the start.`)
  if (kindOf(file) !== 'file') throw wrong(`There is nothing to go on with: ${file} is not there.`)
  const named = { file, code: 'NOTHING_TO_RESUME', what: `The file ${file}` }
  const lines = [...readLines(named, MOST_BYTES)].map(({ text }) => parsed(text))
  if (lines[0]?.['command'] !== command)
    throw wrong(`${file} is about another command, \`${String(lines[0]?.['command'])}\`.`)
  return {
    exchanges: lines.flatMap(({ exchange }) => (isObject(exchange) ? [exchange as unknown as Exchange] : [])),
    results: lines.flatMap(({ result }) => (isObject(result) ? [result as unknown as Result] : [])),
  }
}

/** A line that a crash has cut off says nothing. */
function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
