import { stringify } from 'yaml'
import { openCapture } from '../capture/capture.ts'
import { openLines, type LineFile } from '../disk/line-file.ts'
import { lockFile } from '../disk/lock.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { startCaptureProxy } from '../exchange/capture-proxy.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { Failure } from '../failure.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { rulesOf } from '../plan/rules.ts'
import { environmentSecrets } from '../run/environment-secrets.ts'
import type { Profile } from '../profiles/profile.ts'
import { clientEnvironment } from './client-environment.ts'
import { profileFromUsage, type ReadField } from './profile-from-usage.ts'
import { readFields } from './read-fields.ts'
import { runCommand } from './run-command.ts'
import { noteExchange, noUsage, type AppUsage } from './usage.ts'

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

export interface LearnSetup { options: LearnOptions; env: Record<string, string | undefined>; signal: AbortSignal; tell: (line: string) => void }

/** Watches an app, or reads what it did, and writes the profile of what it needs. @throws Failure when nothing of the API was seen. */
export async function learn(setup: LearnSetup): Promise<Profile> {
  const { out, capture } = setup.options
  const release = lockFile(out, '--out')
  try {
    return capture === undefined ? await learned(setup) : await whileCapturing(capture, (calls) => learned(setup, calls))
  } finally {
    release()
  }
}

async function whileCapturing<T>(file: string, task: (calls: LineFile) => Promise<T>): Promise<T> {
  const release = lockFile(file, '--capture')
  try {
    const calls = openLines(file)
    return await task(calls).finally(calls.close)
  } finally {
    release()
  }
}

async function learned(setup: LearnSetup, capture?: LineFile): Promise<Profile> {
  const { options, tell } = setup
  const usage = noUsage()
  const seen: Exchange[] = []
  const note = (exchange: Exchange): void => {
    noteExchange(usage, exchange, options.keepText)
    if (options.fields) seen.push(exchange)
    capture?.append(JSON.stringify({ ...exchange, key: `call-${usage.calls + usage.others}` }))
  }
  for (const file of options.from) for await (const { exchange } of openCapture(file, environmentSecrets(setup.env)).exchanges) note(exchange)
  if (options.upstream !== undefined) await watch(options.upstream, setup, usage, note)
  if (usage.calls === 0) throw new Failure('NOTHING_LEARNED', `No call to an OpenAI-compatible API was seen (${usage.others} other exchanges). Point the app's base URL at the address shown, and let it do what it does.`)
  const rules = (await loadSuites()).flatMap(rulesOf)
  const read: ReadField[] = options.fields && options.command !== undefined ? await readFields({ command: options.command, env: setup.env, captured: seen, rules, signal: setup.signal, tell }) : []
  const profile = profileFromUsage(usage, rules, { id: options.id, name: options.id, date: options.today, source: options.from.length > 0 ? `learned from ${options.from.length} captured files` : 'learned by watching the app', read })
  writeWhole(options.out, `${HEAD}${stringify(profile, { lineWidth: 160 })}`)
  return profile
}

const HEAD = `# What an app needs of an OpenAI-compatible API. Written by \`ollama-conformance learn\`; yours to edit:
# move rules between requires, degrades (with the limit in words) and survives (with the reason), and drop probes that say nothing.
# Texts were masked; look through the probes before you publish this file.
`

async function watch(upstream: URL, { options, env, signal, tell }: LearnSetup, usage: AppUsage, note: (exchange: Exchange) => void): Promise<void> {
  let lost: unknown
  const proxy = await startCaptureProxy(upstream, options.port, environmentSecrets(env), (exchange) => {
    try {
      note(exchange)
    } catch (error) {
      // The app shall not feel it, and the user not wait for nothing.
      if (lost === undefined) tell(`${(error as Error).message} No more is learned: end the watching.`)
      lost ??= error
      return
    }
    tell(`${usage.calls} call${usage.calls === 1 ? '' : 's'} seen: ${[...usage.endpoints].join(', ')}`)
  }).catch((cause: NodeJS.ErrnoException) => { throw new Failure('PORT_TAKEN', `Port ${options.port} cannot be listened on (${cause.code}). Name another with --port.`, { cause }) })
  const url = `http://127.0.0.1:${proxy.port}`
  try {
    if (options.command !== undefined) {
      const own = clientEnvironment(env, url, upstream)
      if (own.withheld.length > 0) tell(`The command does not get ${own.withheld.join(', ')}: ${upstream.origin} is neither OpenAI, nor the address in OPENAI_BASE_URL, nor this machine. Set in --command what the server needs.`)
      const ended = await runCommand(options.command, own.env, { shown: true })
      if (ended.code !== 0) throw new Failure('COMMAND_FAILS', `The command \`${options.command}\` ended with ${ended.code === null ? ended.why : `code ${ended.code}`}. Learn from one that does all that the app does, and succeeds.`)
      if (lost !== undefined) throw lost
      return
    }
    tell(`Watching. Set the base URL of the app to ${url}/v1, let it do what it does, then press Ctrl-C.`)
    await new Promise<void>((done) => { if (signal.aborted) done(); else signal.addEventListener('abort', () => done(), { once: true }) })
  } finally {
    await proxy.close()
  }
  if (lost !== undefined) throw lost
}
