import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { ignored } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { agreement } from './agreement.ts'
import { finishReason, text, textPath } from './reply.ts'

/** What judges draws of a text: findings, or why nothing can be said. */
type Judgement = Generator<Finding, Inconclusive | void>

/** How many different texts there are. */
const distinct = (observations: readonly Observation[]): number => new Set(observations.map(text)).size

/** None of them says anything, so nothing follows from their being equal. */
const silent = (observations: readonly Observation[]): boolean => observations.every((one) => text(one) === '')
const SILENT = inconclusive('the model said nothing')

const withoutEffect = (one: Observation, message: string, expected: unknown, actual: unknown): Finding =>
  ignored(one, textPath(one), message, expected, actual)

/** Findings where draws at a high temperature are all the text of temperature 0. */
export function* noneVaries(hot: readonly Observation[], cold: readonly Observation[]): Judgement {
  const [first] = hot
  if (!first || silent([...hot, ...cold])) return SILENT
  // A model that answers in a word may well be sure of it.
  if (finishReason(first) !== 'length') return inconclusive('the model said too little to vary')
  const said = text(first)
  if (distinct(hot) === 1 && cold.some((one) => text(one) === said))
    yield withoutEffect(
      first,
      `${hot.length} draws at temperature 2 bring the text of temperature 0`,
      'texts that differ',
      said,
    )
}

/** Findings where texts that should mostly be one differ each from each other. Repeatability is best effort, so two that agree will do. */
export function* allDiffer(observations: readonly Observation[], what: string): Judgement {
  const [first] = observations
  const texts = observations.map(text)
  if (!first || silent(observations)) return SILENT
  if (agreement(texts) < 2)
    yield withoutEffect(first, `${what}: ${texts.length} texts, all different`, 'the same text at least twice', texts)
}

/** The same of texts drawn from a small nucleus, where it is the nucleus that could make them one: they differ without it, and not at temperature 0. */
export function* nucleusIgnored(
  { wide, cold }: Record<'wide' | 'cold', readonly Observation[]>,
  narrow: readonly Observation[],
  what: string,
): Judgement {
  if (distinct(wide) < wide.length) return inconclusive('at temperature 2 texts agree without `top_p` too')
  if (agreement(cold.map(text)) < 2)
    return inconclusive('at temperature 0 all texts differ, so that the likeliest is no certain one')
  return yield* allDiffer(narrow, what)
}

/** Findings where none of the penalties changes a text that is steady without. */
export function* penaltyIgnored(
  control: readonly Observation[],
  penalised: readonly Observation[],
  what: string,
): Judgement {
  const [plain] = control
  if (!plain || silent(control)) return SILENT
  if (distinct(control) > 1) return inconclusive('the text changes without a penalty too')
  if (!wordsReturn(text(plain))) return inconclusive('no word returns often enough to be penalised')
  const last = penalised.at(-1)
  if (last && penalised.every((one) => text(one) === text(plain)))
    yield withoutEffect(last, `${what} leaves the text as it is`, 'another text', text(plain))
}

/** Something is said three times or more, be it a comma. */
export function wordsReturn(said: string): boolean {
  const words = said.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []
  return words.some((word) => words.filter((other) => other === word).length >= 3)
}

/** After so many times a penalty of 2 each outweighs whatever speaks for a word. */
const WEARY = 12

/** Findings where a word is said on and on in spite of a penalty. */
export function* repetitionHolds(control: Observation, penalised: Observation, word: string): Judgement {
  const [free, under] = [run(text(control), word), run(text(penalised), word)]
  if (free < WEARY) return inconclusive(`the model said the word only ${free} times by itself`)
  if (under >= free)
    yield withoutEffect(
      penalised,
      `the word comes ${under} times on end, without the penalty ${free} times`,
      'fewer',
      under,
    )
}

/** How often that word begins the text without a break. */
export function run(said: string, word: string): number {
  const words = said
    .trim()
    .toLowerCase()
    .split(/[\s,]+/)
  const end = words.findIndex((one) => one !== word)
  return end < 0 ? words.length : end
}

/** Findings where the highest bias for one token changes nothing. */
export function* biasIgnored(control: Observation, biased: Observation): Judgement {
  const [free, bent] = [text(control), text(biased)]
  if (free === '' || repeatsOneThing(free))
    return inconclusive('without the bias nothing is said, or one token again and again')
  if (repeatsOneThing(bent)) return
  // Either text may be cut before the other.
  if (bent === '' || !free.startsWith(bent))
    return inconclusive('the text changed, but is not one token again and again')
  yield withoutEffect(biased, 'the bias changed nothing', 'one token, again and again', bent)
}

/** Three times the same or more, and nothing else. A first space may be lost where texts are trimmed. */
export const repeatsOneThing = (said: string): boolean =>
  [said, ` ${said.trimStart()}`].some((one) => /^([\s\S]+?)\1{2,}$/.test(one))
