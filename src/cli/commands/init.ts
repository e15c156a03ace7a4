import { Option } from 'commander'
import type { InitFlags } from '../actions/init.ts'
import type { CliCommand } from '../command.ts'
import { CI_SERVICES } from '../init-files.ts'

export const init: CliCommand = (program, { env, ends }) => {
  program
    .command('init')
    .description('write a profile, a list of known deviations and a workflow for an app; nothing is overwritten')
    .addOption(new Option('--ci <service>', 'also a workflow that runs the gate').choices(CI_SERVICES))
    .option('--target <url>', 'the server that the workflow judges (default: an Ollama that it starts)')
    .option('--dir <dir>', 'folder of the project', '.')
    .action(ends(async (flags: InitFlags) => (await import('../actions/init.ts')).initCommand(flags, env)))
}
