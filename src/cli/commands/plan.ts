import type { CliCommand } from '../command.ts'
import { partOptions, runOptions, toOptions, type Flags } from '../run-options.ts'

export const plan: CliCommand = (program, { env, ends }) => {
  partOptions(runOptions(program.command('plan').description('show requests and token ceiling before anything is sent')))
    .action(ends(async (flags: Flags) => (await import('../actions/plan.ts')).planCommand(toOptions(flags), env)))
}
