import { existsSync } from 'node:fs'
import { isMap, isSeq, parseDocument } from 'yaml'
import { assertForm } from '../contract/assert-form.ts'
import { assertFile } from '../disk/own-files.ts'
import { readDocument, readYaml, type YamlFile } from '../disk/read-yaml.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import type { KnownDeviation, KnownProblem } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'

const HEAD =
  ' Known deviations: failures that are expected. Each is still run; one that passes, matches nothing or has expired fails the run.'

/** Reads a list of known deviations. @throws Failure in one line, with the place. */
export function readKnown(file: string): KnownDeviation[] {
  if (!existsSync(file))
    throw new Failure(
      'KNOWN_INVALID',
      `--known ${file} does not exist. Write it with --update-known, or name another file.`,
    )
  const value = readYaml(yaml(file)) ?? []
  assertForm('known', value, {
    code: 'KNOWN_INVALID',
    says: `--known ${file} is no list of known deviations`,
    fix: 'Each entry needs at least `rule` and `reason`.',
  })
  return value as KnownDeviation[]
}

/** @throws Failure where the list cannot be updated because it is a link, or something else that is no file */
export const assertUpdatable = (file: string): void => assertFile(file, `--known ${file}`)

const yaml = (file: string): YamlFile => ({ file, code: 'KNOWN_INVALID', what: `--known ${file}` })

/**
 * Adds each failing rule that is not listed, and takes out entries that pass or match nothing. What people wrote, comments too,
 * stays as it is. An expired entry stays: only a person can say whether it shall go on.
 */
export function updateKnown(
  file: string,
  failing: readonly RuleResult[],
  problems: readonly KnownProblem[],
  today: string,
): { added: number; removed: number } {
  assertUpdatable(file)
  const doc = existsSync(file) ? readDocument(yaml(file)) : parseDocument(`#${HEAD}\n\n[]`)
  if (!isSeq(doc.contents)) doc.contents = doc.createNode([])
  const list = doc.contents
  if (!isSeq(list)) return { added: 0, removed: 0 }
  list.flow = false
  const gone = new Set(problems.filter(({ kind }) => kind !== 'expired').map(({ rule }) => rule))
  const kept = list.items.filter((item) => !(isMap(item) && gone.has(String(item.get('rule')))))
  // What stands at the head of the file is the reader's, also where the entry below it goes.
  const [first] = list.items
  if (isMap(first) && !kept.includes(first) && first.commentBefore && !list.commentBefore)
    list.commentBefore = first.commentBefore
  const removed = list.items.length - kept.length
  list.items = [
    ...kept,
    ...failing.map(({ id, findings }) =>
      doc.createNode({
        rule: id,
        reason: `${findings[0]?.message ?? 'fails'} (noted ${today}, say why it is accepted)`,
      }),
    ),
  ]
  writeWhole(file, doc.toString({ lineWidth: 0 }))
  return { added: failing.length, removed }
}
