/**
 * Regenerates `fixtures/reference/observed.json`: `npm run build:observed -- DIR`, where DIR has `reference/` with the
 * counted shapes and headers, and `corpus/` with recorded exchanges.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isObject } from '../../src/json.ts'
import { readCorpus } from './corpus.ts'
import { reduceObserved, type Sources } from './reduce.ts'

const FILE = new URL('../../fixtures/reference/observed.json', import.meta.url)

/** The sources in a folder; null where it does not have them. */
export function readSources(dir: string): Sources | null {
  const [shapes, headers] = ['shapes', 'headers'].map((name) =>
    path.join(dir, 'reference', `openai-observed-${name}.json`),
  )
  const corpus = readCorpus(
    path.join(dir, 'corpus'),
    'openai.{chat,chat-stream,completions,embeddings,errors,models,responses,responses-stream}',
  )
  if (!shapes || !headers || !existsSync(shapes) || !existsSync(headers) || corpus.length === 0) return null
  return { shapes: readJson(shapes) as Sources['shapes'], headers: readJson(headers) as Sources['headers'], corpus }
}

/** The file as it is written: one line a path or trait. */
export const observedText = (sources: Sources): string => `${lines(reduceObserved(sources), 4)}\n`

function lines(value: unknown, deep: number, indent = ''): string {
  if (deep === 0 || !isObject(value) || Object.keys(value).length === 0) return JSON.stringify(value)
  const inner = Object.entries(value).map(
    ([key, one]) => `${indent}  ${JSON.stringify(key)}: ${lines(one, deep - 1, `${indent}  `)}`,
  )
  return `{\n${inner.join(',\n')}\n${indent}}`
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

function main(dir: string | undefined): number {
  const sources = dir === undefined ? null : readSources(dir)
  if (!sources) {
    console.error(
      dir === undefined
        ? 'Name the folder with the recordings: npm run build:observed -- DIR'
        : `${dir} has no reference/ and corpus/ to reduce; observed.json stays as it is.`,
    )
    return 2
  }
  const text = observedText(sources)
  writeFileSync(FILE, text)
  console.log(`${Object.keys((JSON.parse(text) as { scopes: object }).scopes).length} scopes, ${text.length} bytes`)
  return 0
}

if (import.meta.main) process.exitCode = main(process.argv[2])
