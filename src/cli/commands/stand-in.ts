import type { StandInFlags } from '../actions/stand-in.ts'
import type { CliCommand } from '../command.ts'
import { port } from '../option-values.ts'

export const standIn: CliCommand = (program, { ends }) => {
  program
    .command('stand-in')
    .description('serve as OpenAI does, or with one deviation, to test an app against; until Ctrl-C')
    .option('--port <n>', 'port of 127.0.0.1 to serve at (0: any free one)', port, 0)
    .option('--deviation <name>', 'what /v1 shows, a name of `list --deviations` (default: nothing)')
    .action(ends(async (flags: StandInFlags) => (await import('../actions/stand-in.ts')).standInCommand(flags)))
}
