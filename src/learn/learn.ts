import { stringify } from 'yaml'
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
import { profileFromUsage } from './profile-from-usage.ts'
import { readFields } from './read-fields.ts'
import { noteExchange, noUsage, type AppUsage } from './usage.ts'
import { watch } from './watch.ts'

export interface LearnOptions {
  id: string
  /** Where the app's calls go; undefined where they are read from files. */
  upstream: URL | undefined
  port: number
  /** Captures to read instead of watching. */
  from: string[]
  /** The app's own command: watched, and then ends the watching. */
  command: string | undefined
  /** Run it again without each field of the answers. */
  fields: boolean
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
 * Watches an app, or reads what it did, and writes the profile of what it needs. @throws Failure when nothing of the
 * API was seen, and when something went wrong during the watching, after the profile of what was seen is written.
 */
export async function learn(setup: LearnSetup): Promise<Profile> {
  const { out, capture } = setup.options
  const release = lockFile(out, '--out')
  try {
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
  const { options, env, ending, note } = setup
  const watched: Watched = { usage: noUsage(), seen: [], reached: false }
  const { usage } = watched
  const record = recorder(watched, setup, capture)
  const attempt = async <T>(task: Promise<T>): Promise<T | undefined> =>
    task.catch((error: unknown) => {
      watched.wrong ??= error
      return undefined
    })
  for (const file of options.from) {
    // A parsed answer comes without the parameters that the app sent.
    for await (const one of openCapture(file, environmentSecrets(env)).exchanges)
      if (one.exchange !== null && !one.parsed && !ending.signal.aborted) record(one.exchange)
  }
  const recordAndNote = (exchange: Exchange): void => {
    record(exchange)
    note(`${counted(usage.calls, 'call')} seen: ${[...usage.endpoints].join(', ')}`)
  }
  if (options.upstream !== undefined) await attempt(watch(options.upstream, setup, recordAndNote))
  if (usage.calls === 0) throw watched.wrong ?? nothingLearned(usage)
  if (options.upstream !== undefined && !watched.reached) throw neverReached(options.upstream)
  const rules = (await loadSuites()).flatMap(rulesOf)
  const check = options.fields && watched.wrong === undefined ? options.command : undefined
  const fields = { env, captured: watched.seen, rules, note, ending }
  const read = check === undefined ? [] : ((await attempt(readFields({ ...fields, command: check }))) ?? [])
  const {
    id,
    today: date,
    from: { length },
  } = options
  const source = length > 0 ? `learned from ${length} captured files` : 'learned by watching the app'
  const profile = profileFromUsage(usage, rules, { id, name: id, date, source, read })
  writeWhole(options.out, `${HEAD}${stringify(profile, { lineWidth: 160 })}`)
  if (watched.wrong === undefined) return profile
  note(`What was seen is written to ${options.out}.`)
  throw watched.wrong
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

const HEAD = `# What an app needs of an OpenAI-compatible API. Written by \`ollama-conformance learn\`; yours to edit:
# move rules between requires, degrades (with the limit in words) and survives (with the reason), and drop probes that say nothing.
# Texts were masked; look through the probes before you publish this file.
`

/** Notes one exchange. Where the capture cannot be written, the exchange is learned from all the same. */
function recorder(watched: Watched, { options, note }: LearnSetup, capture?: LineFile): (exchange: Exchange) => void {
  let calls = capture
  return (exchange) => {
    const { usage, seen } = watched
    watched.reached ||= exchange.failure?.stage !== 'connect'
    noteExchange(usage, exchange, options.keepText)
    if (options.fields) seen.push(exchange)
    try {
      calls?.append(JSON.stringify({ ...exchange, key: `call-${usage.calls + usage.others}` }))
    } catch (error) {
      calls = undefined
      watched.wrong ??= error
      note(`${(error as Error).message} The watching goes on, without the capture.`)
    }
  }
}
