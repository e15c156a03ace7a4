import { availableParallelism } from 'node:os'
import { Failure } from '../../failure.ts'
import type { Warning } from '../../learn/command-subject.ts'
import { learn, type LearnOptions } from '../../learn/learn.ts'
import { plain } from '../../report/markdown-text.ts'
import { shellWord } from '../../report/shell-word.ts'
import type { Environment } from '../../server/sides.ts'
import { addressText, parseAddress, parseOllamaHost } from '../../wire/address.ts'
import { commandName } from '../command-name.ts'
import { interruption } from '../interruption.ts'
import { learnedLines } from './learned-lines.ts'

export interface LearnFlags {
  upstream?: string
  port: number
  command?: string
  fields?: boolean
  jobs?: string
  budget?: string
  warnCode?: string
  warnPattern?: string
  resume: boolean
  from: string[]
  name: string
  out?: string
  capture?: string
  keepText: boolean
}

export async function learnCommand(flags: LearnFlags, env: Environment): Promise<number> {
  assertUsable(flags)
  const options = optionsOf(flags, env)
  const { signal, atOnce, release } = interruption('The profile of what was seen follows.')
  try {
    const profile = await learn({
      env,
      ending: { signal, atOnce },
      note: (line) => console.error(plain(line, 1000)),
      options,
    })
    const { id, out } = options
    const gate = `${commandName(env)} run --profile ${shellWord(flags.out ?? `./${out}`)}`
    const again = `${commandName(env)} learn --name ${id} --command '…'`
    const lines = learnedLines(profile, { out, gate, again }).map((line) => plain(line, 400))
    console.log(lines.join('\n'))
    return 0
  } finally {
    release()
  }
}

function optionsOf(flags: LearnFlags, env: Environment): LearnOptions {
  const { upstream, command, from, name, out = `${name}.yaml`, capture, port, keepText, resume } = flags
  const minutes = number('--budget', flags.budget, Number.isFinite)
  return {
    id: name,
    upstream: from.length > 0 || resume ? undefined : baseOf(upstream, env),
    port,
    from,
    command,
    jobs: number('--jobs', flags.jobs, Number.isInteger) ?? Math.max(1, availableParallelism() - 1),
    budgetMs: minutes && minutes * 60_000,
    warning: warningOf(flags),
    resume,
    keepText,
    out,
    capture,
    today: new Date().toISOString().slice(0, 10),
  }
}

/** @throws Failure for flags that do not go together. */
function assertUsable({ upstream, command, fields, from, name, resume, ...rest }: LearnFlags): void {
  if (fields)
    throw new Failure(
      'USAGE',
      '--fields is gone: with --command, each field of the answers is tried besides much else.',
    )
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name))
    throw new Failure(
      'USAGE',
      `--name ${name} is no id. Use small letters, digits, dots and dashes, for example my-app.`,
    )
  if (from.length > 0 && (upstream !== undefined || command !== undefined || resume))
    throw new Failure('USAGE', '--from reads what was captured, --upstream and --command watch: name one of them.')
  const needs = { '--resume': resume || undefined, '--jobs': rest.jobs, '--budget': rest.budget }
  const warns = { '--warn-code': rest.warnCode, '--warn-pattern': rest.warnPattern }
  const [lonely] = Object.entries({ ...needs, ...warns }).filter(([, value]) => value !== undefined)
  if (command === undefined && lonely)
    throw new Failure(
      'USAGE',
      `${lonely[0]} needs --command: a check of the app that ends with 0 when all is well, and with another code when not.`,
    )
}

function number(flag: string, value: string | undefined, isOne: (value: number) => boolean): number | undefined {
  if (value === undefined) return undefined
  const read = Number(value)
  if (value.trim() === '' || !isOne(read) || read <= 0)
    throw new Failure('USAGE', `${flag} ${value} is no such number. It must be above 0.`)
  return read
}

function warningOf({ warnCode, warnPattern }: LearnFlags): Warning {
  const code = number('--warn-code', warnCode, (one) => Number.isInteger(one) && one < 256)
  if (warnPattern === undefined) return { code }
  try {
    return { code, pattern: new RegExp(warnPattern) }
  } catch (cause) {
    throw new Failure('USAGE', `--warn-pattern is no regular expression (${(cause as Error).message}).`, { cause })
  }
}

const baseOf = (upstream: string | undefined, env: Environment): URL =>
  new URL(
    addressText(
      upstream === undefined ? parseOllamaHost(env['OLLAMA_HOST'] ?? '') : parseAddress(upstream, '--upstream'),
    ),
  )
