import { openLines, type LineFile } from '../disk/line-file.ts'
import { lockFile } from '../disk/lock.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import type { Profile } from '../policy/profile.ts'
import { openCapture } from '../recording/capture.ts'
import { counted } from '../report/markdown-text.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Ending } from './app-command.ts'
import type { Warning } from './command-subject.ts'
import { guessedProfile } from './guessed-profile.ts'
import { readState, stateFile } from './learning-state.ts'
import type { Result } from './measure/origin.ts'
import { measuredByCommand, shownCommand } from './measured-by-command.ts'
import { assertLearnable, isMeasured, profileText } from './profile-document.ts'
import { noteExchange, noUsage, type AppUsage } from './usage.ts'
import { watch } from './watch.ts'

export interface LearnOptions {
  id: string
  /** Where the app's calls go; undefined where they are read from files. */
  upstream: URL | undefined
  port: number
  /** Captures to read instead of watching. */
  from: string[]
  /** The app's own command: watched, and then run with each deviation. */
  command: string | undefined
  /** How many runs of the command at once. */
  jobs?: number | undefined
  budgetMs?: number | undefined
  warning?: Warning | undefined
  /** Go on with a measuring that was not finished. */
  resume?: boolean | undefined
  keepText: boolean
  out: string
  /** Keep all exchanges in this JSONL file. */
  capture: string | undefined
  today: string
}

export interface LearnSetup {
  options: LearnOptions
  env: Record<string, string | undefined>
  /** Ends the watching, and the command. */
  ending: Ending
  note: (line: string) => void
}

/**
 * Watches an app, or reads what it did, and writes the profile of what it needs: measured where a command of the app
 * tells how it fares, else guessed. @throws Failure when nothing of the API was seen, and when something went wrong
 * during the watching, after the profile of what was seen is written.
 */
export async function learn(setup: LearnSetup): Promise<Profile> {
  const { id, out, capture, command } = setup.options
  const release = lockFile(out, '--out')
  try {
    assertLearnable(out, id, command !== undefined)
    return capture === undefined
      ? await learned(setup)
      : await whileCapturing(capture, (calls) => learned(setup, calls))
  } finally {
    release()
  }
}

async function whileCapturing<T>(file: string, task: (calls: LineFile) => Promise<T>): Promise<T> {
  const release = lockFile(file, '--capture')
  try {
    const calls = openLines(file)
    try {
      return await task(calls)
    } finally {
      await calls.close()
    }
  } finally {
    release()
  }
}

/** What was seen so far, and what went wrong first: the user is told in the end. */
interface Watched {
  usage: AppUsage
  seen: Exchange[]
  /** The server was reached by some call. */
  reached: boolean
  wrong?: unknown
}

async function learned(setup: LearnSetup, capture?: LineFile): Promise<Profile> {
  const { options, ending, note } = setup
  const { command, id, today: date, out } = options
  const watched: Watched = { usage: noUsage(), seen: [], reached: false }
  const results = await seeAll(setup, watched, capture)
  const { usage, seen } = watched
  if (usage.calls === 0) throw watched.wrong ?? nothingLearned(usage)
  if (options.upstream !== undefined && !watched.reached) throw neverReached(options.upstream)
  const suites = await loadSuites()
  const rules = suites.flatMap(rulesOf)
  if (command !== undefined && watched.wrong === undefined && !ending.signal.aborted) {
    try {
      const profile = await measuredByCommand({ ...setup, command, usage, exchanges: seen, results, suites, rules })
      writeWhole(out, profileText(out, profile, HEAD, options.keepText))
      return profile
    } catch (error) {
      watched.wrong = error
    }
  }
  const source = `a guess from ${options.from.length > 0 ? `${options.from.length} captured files` : 'watching the app'}, not measured`
  const profile = guessedProfile(usage, rules, { id, name: id, date, source })
  if (isMeasured(out)) note(`${out} was measured before, and stays as it is.`)
  else {
    writeWhole(out, profileText(out, profile, HEAD, options.keepText))
    if (watched.wrong !== undefined) note(`What was seen is written to ${out}, as a guess.`)
  }
  if (watched.wrong === undefined) return profile
  throw watched.wrong
}

/** Reads, or watches, all that the app does. Gives the results of an earlier measuring. */
async function seeAll(setup: LearnSetup, watched: Watched, capture?: LineFile): Promise<readonly Result[] | undefined> {
  const { options, env, ending, note } = setup
  const record = recorder(watched, setup, capture)
  if (options.resume) return earlier(setup, watched, record)
  for (const file of options.from) {
    // A parsed answer comes without the parameters that the app sent.
    for await (const one of openCapture(file, environmentSecrets(env)).exchanges)
      if (one.exchange !== null && !one.parsed && !ending.signal.aborted) record(one.exchange)
  }
  const recordAndNote = (exchange: Exchange): void => {
    record(exchange)
    const { calls, endpoints } = watched.usage
    note(`${counted(calls, 'call')} seen: ${[...endpoints].join(', ')}`)
  }
  if (options.upstream !== undefined)
    await watch(options.upstream, setup, recordAndNote).catch((error: unknown) => {
      watched.wrong ??= error
    })
  return undefined
}

/** What was recorded and measured before an interruption. */
function earlier(
  { options: { out, command = '' }, env }: LearnSetup,
  watched: Watched,
  record: (exchange: Exchange) => void,
): readonly Result[] {
  const { exchanges, results } = readState(stateFile(out), shownCommand(command, env))
  watched.reached = true
  exchanges.forEach(record)
  return results
}

const nothingLearned = ({ others }: AppUsage): Failure =>
  new Failure(
    'NOTHING_LEARNED',
    `No call to an OpenAI-compatible API was seen (${others} other exchanges). Point the app's base URL at the address shown, and let it do what it does.`,
  )

const neverReached = (upstream: URL): Failure =>
  new Failure(
    'UNREACHABLE',
    `${upstream.origin} was reached by none of the calls, so nothing is learned. Start the server there (Ollama: \`ollama serve\`), or name another with --upstream.`,
  )

const HEAD = `What an app needs of an OpenAI-compatible API. Written by \`ollama-conformance learn\`; yours to edit:
add to requires, degrades (with the limit in words) and survives (with the reason), and drop probes that say nothing.
Learning again replaces what was measured, and keeps the rest.`

/** Notes one exchange. Where the capture cannot be written, the exchange is learned from all the same. */
function recorder(watched: Watched, { options, note }: LearnSetup, capture?: LineFile): (exchange: Exchange) => void {
  let calls = capture
  return (exchange) => {
    const { usage, seen } = watched
    watched.reached ||= exchange.failure?.stage !== 'connect'
    noteExchange(usage, exchange, options.keepText)
    if (options.command !== undefined) seen.push(exchange)
    try {
      calls?.append(JSON.stringify({ ...exchange, key: `call-${usage.calls + usage.others}` }))
    } catch (error) {
      calls = undefined
      watched.wrong ??= error
      note(`${(error as Error).message} The watching goes on, without the capture.`)
    }
  }
}
