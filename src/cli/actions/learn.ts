import { Failure } from '../../failure.ts'
import { learn } from '../../learn/learn.ts'
import type { Profile } from '../../policy/profile.ts'
import { counted, plain } from '../../report/markdown-text.ts'
import { shellWord } from '../../report/shell-word.ts'
import type { Environment } from '../../server/sides.ts'
import { addressText, parseAddress, parseOllamaHost } from '../../wire/address.ts'
import { commandName } from '../command-name.ts'
import { interruption } from '../interruption.ts'

export interface LearnFlags {
  upstream?: string
  port: number
  command?: string
  fields: boolean
  from: string[]
  name: string
  out?: string
  capture?: string
  keepText: boolean
}

export async function learnCommand(flags: LearnFlags, env: Environment): Promise<number> {
  assertUsable(flags)
  const { upstream, command, fields, from, name, out, capture, port, keepText } = flags
  const { signal, atOnce, release } = interruption('The profile of what was seen follows.')
  try {
    const profile = await learn({
      env,
      ending: { signal, atOnce },
      note: (line) => console.error(plain(line, 1000)),
      options: {
        id: name,
        upstream: from.length > 0 ? undefined : baseOf(upstream, env),
        port,
        from,
        command,
        fields,
        keepText,
        out: out ?? `${name}.yaml`,
        capture,
        today: new Date().toISOString().slice(0, 10),
      },
    })
    console.log(learnedText(profile))
    console.log(
      `Written to ${out ?? `${name}.yaml`}. Gate with it: ${commandName(env)} run --profile ${shellWord(out ?? `./${name}.yaml`)}`,
    )
    return 0
  } finally {
    release()
  }
}

/** @throws Failure for flags that do not go together. */
function assertUsable({ upstream, command, fields, from, name }: LearnFlags): void {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name))
    throw new Failure(
      'USAGE',
      `--name ${name} is no id. Use small letters, digits, dots and dashes, for example my-app.`,
    )
  if (fields && command === undefined)
    throw new Failure(
      'USAGE',
      '--fields needs --command: a check of the app that fails when something it needs is missing.',
    )
  if (from.length > 0 && upstream !== undefined)
    throw new Failure('USAGE', '--from reads what was captured, --upstream watches: name one of them.')
}

/** What was learned, in one line. */
function learnedText(profile: Profile): string {
  const count = (globs: { rules: string[] }[] = []): number => globs.reduce((sum, { rules }) => sum + rules.length, 0)
  return `Learned from ${counted(Number(profile.about?.split(' ')[0]), 'call')}: ${profile.sends?.endpoints.join(', ')}; ${counted(profile.sends?.parameters.length ?? 0, 'parameter')}, ${counted(profile.probes?.length ?? 0, 'probe')}, ${count(profile.requires)} entries required, ${count(profile.degrades)} that limit${profile.reads ? `, ${profile.reads.length} fields needed` : ''}.`
}

const baseOf = (upstream: string | undefined, env: Environment): URL =>
  new URL(
    addressText(
      upstream === undefined ? parseOllamaHost(env['OLLAMA_HOST'] ?? '') : parseAddress(upstream, '--upstream'),
    ),
  )
