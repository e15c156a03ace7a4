import { stripVTControlCharacters } from 'node:util'
import { counted, plain } from '../report/markdown-text.ts'
import { errColours } from './colours.ts'

/** How far one side is. */
export interface Track {
  side: string
  /** Suites that are done, of so many. */
  suites: number
  of: number
  requests: number
  tokens: number
  /** Seconds since the first question. */
  elapsed: number
  /** The suite that was done last. */
  last: string
}

const BAR = 20
/** An estimate from less says nothing. */
const LEAST = { share: 0.05, seconds: 3 }

/** How far a side is, in one line of at most so many columns: what matters least is left out first. */
export function trackLine(track: Track, columns: number): string {
  const { side, suites, of, requests, tokens, elapsed, last } = track
  const head = side.padEnd(9)
  const done = `${suites}/${of} suites`
  const [sent, cost] = [counted(requests, 'request'), `${tokens} tokens`]
  const time = [clock(elapsed), ...remaining(track)].join(', ')
  const bar = barOf(suites / Math.max(1, of))
  const lines = [
    `${head} ${bar} ${done}, ${sent}, ${cost}, ${time}  ${errColours.dim(plain(last))}`,
    `${head} ${bar} ${done}, ${sent}, ${time}`,
    `${head} ${done}, ${sent}, ${time}`,
    `${head} ${done}, ${time}`,
    `${side} ${done}`,
  ]
  return lines.find((line) => widthOf(line) <= columns) ?? `${side} ${done}`.slice(0, Math.max(1, columns))
}

/** The same as a line of a log, where nothing is overwritten and any width will do. */
export const trackLog = (track: Track): string =>
  `${track.side.padEnd(9)} ${track.suites}/${track.of} suites, ${counted(track.requests, 'request')}, ${track.tokens} tokens, ${[clock(track.elapsed), ...remaining(track)].join(', ')}`

/** `0:07`, `12:34`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** What is left at the pace so far; nothing where that is not known yet, or everything is done. */
function remaining({ suites, of, elapsed }: Track): string[] {
  const share = suites / Math.max(1, of)
  if (share < LEAST.share || elapsed < LEAST.seconds || share >= 1) return []
  const left = elapsed / share - elapsed
  return left < 1 ? [] : [`about ${clock(left)} left`]
}

function barOf(share: number): string {
  const filled = Math.min(BAR, Math.round(share * BAR))
  return `${errColours.green('█'.repeat(filled))}${errColours.dim('░'.repeat(BAR - filled))}`
}

const widthOf = (line: string): number => stripVTControlCharacters(line).length
