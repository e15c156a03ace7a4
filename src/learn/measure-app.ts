import { deviations } from '../deviations/catalogue.ts'
import type { Deviation } from '../deviations/deviation.ts'
import { refusals } from '../deviations/refusals.ts'
import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import type { RuleEntry } from '../judge/rules.ts'
import { counted } from '../report/markdown-text.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'
import { byFrequency, choices, shownIn, type Weight } from './measure/choose.ts'
import { fieldDeviations } from './measure/field-deviations.ts'
import { startInjecting } from './measure/injecting.ts'
import { measure, runOnce, type Progress } from './measure/measure.ts'
import type { Reaction, Result, Subject } from './measure/origin.ts'
import { recordedOrigin } from './measure/recorded.ts'

export interface MeasuringApp {
  subject: Subject
  exchanges: readonly Exchange[]
  rules: readonly RuleEntry[]
  jobs: number
  budgetMs?: number | undefined
  /** Results of an earlier measuring of the same exchanges. */
  known: readonly Result[]
  /** Which deviations are tried; all that touch the traffic where absent. */
  isMeant?: (deviation: Deviation) => boolean
  onResult: (result: Result) => void
  note: (line: string) => void
  signal: AbortSignal
}

/** A deviation that can touch what the app reads, with what it did to it. */
export interface Tried {
  deviation: Deviation
  result: Result
}

/** Milliseconds that a run may take at least, and how many times as long as the first one. */
const LEAST_MS = 10_000
const PATIENCE = 5

/**
 * Tries on an app each deviation that touches its recorded traffic. What changes the traffic alike is tried once.
 * @throws Failure where the command does not do the same each time.
 */
export async function measureApp(measuring: MeasuringApp): Promise<Tried[]> {
  const { exchanges, rules, note, onResult, signal, isMeant = () => true } = measuring
  const runMs = await replayedMs(measuring)
  const rulesOn = (parameter: string): string[] =>
    rules.filter(({ rule }) => rule.parameter === parameter).map(({ id }) => id)
  const known = [
    ...byFrequency(deviations, weightBy(rules)),
    ...refusals(exchanges, rulesOn),
    ...fieldDeviations(exchanges.map(observe), rules),
  ]
  const all = choices(known.filter(isMeant), shownIn(exchanges))
  const names = all.reduce((sum, { alike }) => sum + 1 + alike.length, 0)
  note(`${counted(names, 'deviation')} can touch this traffic, in ${counted(all.length, 'way')}: one run each.`)
  const tell = teller(note)
  const results = await measure({
    ...measuring,
    budgetMs: measuring.budgetMs ?? Infinity,
    runMs,
    deviations: all.map(({ deviation }) => deviation),
    origin: () => recordedOrigin(exchanges),
    signal,
    onResult: (result, progress) => {
      onResult(result)
      tell(result, progress)
    },
  })
  return all.flatMap(({ deviation, alike }, at) => {
    const result = results[at]
    return result ? [deviation, ...alike].map((one) => ({ deviation: one, result: { ...result, name: one.name } })) : []
  })
}

/** What is about rules that known clients need is more dangerous. */
function weightBy(rules: readonly RuleEntry[]): Weight {
  const levels = Map.groupBy(rules, ({ level }) => level)
  const of = (level: RuleEntry['level']): string[] => (levels.get(level) ?? []).map(({ id }) => id)
  const [must, should] = [of('must'), of('should')]
  return ({ rules: globs }) => {
    const matches = ruleMatcher(globs)
    return must.some(matches) ? 2 : should.some(matches) ? 1 : 0
  }
}

/** Replays twice without a deviation, and gives the time that a run may take. @throws Failure where that is not green. */
async function replayedMs({ exchanges, subject, signal, note }: MeasuringApp): Promise<number> {
  const origin = recordedOrigin(exchanges)
  const server = await startInjecting(origin)
  try {
    const seen: { reaction: Reaction; guessed: number; ms: number }[] = []
    for (const _run of [1, 2]) {
      const start = performance.now()
      const reaction = await runOnce(null, server, { subject, signal })
      seen.push({ reaction, guessed: origin.guessed(), ms: performance.now() - start })
      if (signal.aborted) throw new Failure('INTERRUPTED', 'Interrupted before a deviation was tried.')
    }
    assertSteady(
      seen.map(({ reaction }) => reaction),
      Math.max(...seen.map(({ guessed }) => guessed)),
      exchanges.length,
    )
    const guessed = Math.max(...seen.map((one) => one.guessed))
    if (guessed > 0)
      note(
        `${counted(guessed, 'request')} said something else than when recorded; the nearest recorded answer was given.`,
      )
    return Math.max(LEAST_MS, PATIENCE * Math.max(...seen.map(({ ms }) => ms)))
  } finally {
    await server.close()
  }
}

/** @throws Failure where replays of what was recorded are not both green. */
function assertSteady(reactions: readonly Reaction[], guessed: number, calls: number): void {
  const red = reactions.filter(({ result }) => result !== 'fine')
  const why = red[0]?.why ?? ''
  if (red.length === 0) return
  if (red.length < reactions.length)
    throw new Failure(
      'COMMAND_FLAKY',
      `The command is flaky: of two runs on identical answers one failed (${why}). Make it steady, or name one that is.`,
    )
  if (red.some(({ result }) => result === 'warned'))
    throw new Failure(
      'COMMAND_WARNS',
      `The command warns on the answers it got before (${why}), so a warning tells nothing. Change --warn-code or --warn-pattern.`,
    )
  const asked =
    guessed > 0
      ? ` It asked for something else than before in ${guessed} of ${calls} calls: what it sends must not depend on chance.`
      : ' It got the same answers as before, so what it does must depend on something else.'
  throw new Failure(
    'NOT_REPLAYED',
    `The command cannot be replayed: it was green when recorded, and fails on the recorded answers (${why}).${asked}`,
  )
}

/** Milliseconds between two lines of progress. */
const BETWEEN_MS = 5000

function teller(note: (line: string) => void): (result: Result, progress: Progress) => void {
  let last = -Infinity
  const counts = { breaks: 0, limits: 0, survives: 0, flaky: 0, 'not-tried': 0 }
  return ({ result }, { done, of, leftMs }) => {
    counts[result] += 1
    const now = performance.now()
    if (now - last < BETWEEN_MS && done < of) return
    last = now
    const left = done < of && done > 1 ? `, ${duration(leftMs)} left` : ''
    note(
      `${done} of ${of} tried${left}: ${counts.breaks} break it, ${counts.limits} limit it, ${counts.survives} survived`,
    )
  }
}

const duration = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`)
