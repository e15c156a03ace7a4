import type { CliCommand } from '../command.ts'

export const judge: CliCommand = (program, { ends }) => {
  program.command('judge').description('judge the stored exchanges of a run again, offline').argument('<run-dir>')
    .action(ends(async (dir: string) => (await import('../actions/judge.ts')).judgeCommand(dir)))
}
