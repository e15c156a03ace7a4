import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** A text without its white space: the words alone. */
export const bare = (text: string): string => text.replaceAll(/\s/g, '')

/** The white space between the words, in order. What stands at either end is left to the server. */
const gaps = (text: string): string[] => text.trim().match(/\s+/g) ?? []

/**
 * Findings where a copied text has the words of the original, and none of its longer gaps. A model that copies the words loses a gap
 * here and there, but not all of them.
 */
export function* gapsLost(
  one: Observation,
  path: string,
  { said, original }: { said: string; original: string },
): Generator<Finding, Inconclusive | void> {
  if (bare(said) !== bare(original)) return inconclusive('the model did not copy the text')
  const [want, got] = [gaps(original), gaps(said)]
  const long = want.filter((gap) => gap.length > 1)
  const kept = want.filter((gap, at) => gap.length > 1 && gap === got[at])
  if (kept.length === long.length) return
  if (kept.length > 0) return inconclusive('the model changed some of the white space')
  yield wrong(
    one,
    path,
    'the words are those of the pattern, the white space between them is not',
    original,
    said.trim(),
  )
}
