import type { CliCommand } from '../command.ts'
import { runOptions, toOptions, type Flags } from '../run-options.ts'

export const plan: CliCommand = (program, { env, ends }) => {
  runOptions(
    program
      .command('plan')
      .description(
        'show requests and token ceiling of the run that the same options make; nothing is sent but what finds the models',
      ),
  ).action(ends(async (flags: Flags) => (await import('../actions/plan.ts')).planCommand(toOptions(flags), env)))
}
