import { finding } from '../define/suite.ts'
import type { Finding } from '../judge/finding.ts'
import type { Observation } from '../observe/observe.ts'
import { agreement } from './agreement.ts'
import { text, TEXT } from './reply.ts'

/** Reads what an answer says: of a chat where no other reader is given. */
export type Reader = (observation: Observation) => string

/** How many different texts there are. */
export const distinct = (observations: readonly Observation[], read: Reader = text): number => new Set(observations.map(read)).size

/** None of them says anything, so nothing follows from their being equal. */
export const silent = (observations: readonly Observation[], read: Reader = text): boolean => observations.every((one) => read(one) === '')

/** Findings where texts that should mostly be one differ each from each other. Repeatability is best effort, so two that agree will do. */
export function* allDiffer(observations: readonly Observation[], what: string, { read = text, path = TEXT }: { read?: Reader; path?: string } = {}): Generator<Finding> {
  const [first] = observations
  const texts = observations.map(read)
  if (first && agreement(texts) < 2) yield finding(first, { kind: 'ignored', path, message: `${what}: ${texts.length} texts, all different`, expected: 'the same text at least twice', actual: texts })
}

/** How often that word begins the text without a break. */
export function run(said: string, word: string): number {
  const words = said.trim().toLowerCase().split(/[\s,]+/)
  const end = words.findIndex((one) => one !== word)
  return end < 0 ? words.length : end
}

/** Three times the same or more, and nothing else. A first space may be lost where texts are trimmed. */
export const repeatsOneThing = (said: string): boolean => [said, ` ${said.trimStart()}`].some((one) => /^([\s\S]+?)\1{2,}$/.test(one))
