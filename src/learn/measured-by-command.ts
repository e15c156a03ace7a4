import type { RuleEntry } from '../judge/rules.ts'
import type { Profile } from '../policy/profile.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import { withoutGivenAway } from '../wire/redact-captured.ts'
import { redactText } from '../wire/redact.ts'
import { secretsInText } from '../wire/secrets-in-text.ts'
import { commandSubject } from './command-subject.ts'
import type { LearnSetup } from './learn.ts'
import { beginState, endState, keepResult, stateFile } from './learning-state.ts'
import { measureApp } from './measure-app.ts'
import type { Result } from './measure/origin.ts'
import { measuredProfile } from './measured-profile.ts'
import type { AppUsage } from './usage.ts'

export interface ByCommand extends LearnSetup {
  command: string
  usage: AppUsage
  exchanges: readonly Exchange[]
  /** Of an earlier measuring; undefined where this is the first. */
  results: readonly Result[] | undefined
  suites: readonly Suite[]
  rules: readonly RuleEntry[]
}

/** Keys that stand in a command line. */
const givenAway = (command: string): string[] => secretsInText(command).map(({ secret }) => secret)

/** A command line as it may be kept. */
export const shownCommand = (command: string, env: LearnSetup['env']): string =>
  redactText(withoutGivenAway(command), environmentSecrets(env))

/** Measures an app by its command on the recorded answers. What was measured is kept until all is. @throws Failure */
export async function measuredByCommand(by: ByCommand): Promise<Profile> {
  const { options, env, ending, note, command, usage, exchanges, results = [], suites, rules } = by
  const { out, id, today: date, keepText, jobs = 1, budgetMs, warning = {} } = options
  const secrets = [...environmentSecrets(env), ...givenAway(command)]
  const file = stateFile(out)
  const state = beginState(file, shownCommand(command, env), exchanges)
  let kept = results.length
  try {
    results.forEach((result) => keepResult(state, result))
    const tried = await measureApp({
      subject: commandSubject({ command, env, ending, warning, keepText, secrets }),
      exchanges,
      rules,
      jobs,
      budgetMs,
      known: results,
      onResult: (result) => {
        kept += 1
        keepResult(state, result)
      },
      note,
      signal: ending.signal,
    })
    if (tried.every(({ result }) => result.result !== 'not-tried')) kept = 0
    else
      note(
        `--resume goes on from ${file}, which holds the calls of the app as they are. Remove it when it is done with.`,
      )
    return measuredProfile({
      usage,
      tried,
      measured: { date, by: shownCommand(command, env), calls: exchanges.length },
      about: { id, name: id, date, source: 'measured by `ollama-conformance learn`' },
      suites,
    })
  } finally {
    await state.close()
    if (kept === 0) endState(file)
  }
}
