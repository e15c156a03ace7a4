import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'

/** So much of a text's characters, or so many times its words, no tokenizer counts. */
const NEARLY_ALL = 0.8
const HARDLY_MORE = 1.6

/** The same request three times: as it is, with a text of short words, and with one of long numbers. */
interface Counted {
  base: Observation
  wordy: Observation
  digits: Observation
}

interface Texts {
  wordy: string
  digits: string
}

/** Findings where a prompt is counted in characters, bytes or words. */
export function* otherUnit(
  { base, wordy, digits }: Counted,
  texts: Texts,
  count: (one: Observation) => number | undefined,
  path: string,
): Generator<Finding, Inconclusive | void> {
  const [none, short, long] = [count(base), count(wordy), count(digits)]
  if (none === undefined || short === undefined || long === undefined)
    return inconclusive('the prompts are not counted')
  const [byWords, byDigits] = [short - none, long - none]
  const [letters, numbers] = [texts.wordy.length, texts.digits.split(' ').length]
  if (byWords >= NEARLY_ALL * letters)
    yield wrong(
      wordy,
      path,
      `a text of ${letters} characters in short words adds ${byWords}: not tokens but characters or bytes are counted`,
      `at most ${Math.floor(NEARLY_ALL * letters)} more than ${none}`,
      short,
    )
  else if (byDigits > 0 && byDigits <= HARDLY_MORE * numbers)
    yield wrong(
      digits,
      path,
      `${numbers} numbers of ten digits add ${byDigits}: not tokens but words are counted`,
      `more than ${Math.ceil(HARDLY_MORE * numbers)} more than ${none}`,
      long,
    )
  else if (byDigits <= 0 || byWords <= 0) return inconclusive('the counts do not grow with the prompt')
}
