import type { CliCommand } from '../command.ts'
import { startedReleaseOptions, type ReleaseFlags } from '../releases-option.ts'
import { runOptions, toOptions, type Flags } from '../run-options.ts'

export const plan: CliCommand = (program, { env, ends }) => {
  const command = program
    .command('plan')
    .description(
      'show requests and token ceiling of the run that the same options make; nothing is sent but what finds the models',
    )
  startedReleaseOptions(runOptions(command).optionsGroup('Who is asked:')).action(
    ends(async (flags: Flags & ReleaseFlags) =>
      (await import('../actions/plan.ts')).planCommand(toOptions(flags), flags, env),
    ),
  )
}
