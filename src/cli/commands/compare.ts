import type { CliCommand } from '../command.ts'
import { runOptions, toOptions, type Flags } from '../run-options.ts'

export const compare: CliCommand = (program, { env, line, ends }) => {
  const command = program.command('compare').argument('<before>').argument('<after...>')
    .description('before and after an upgrade: two or more URLs, recordings, run folders or Ollama binaries, in order')
  runOptions(command, 'reports/upgrade')
    .action(ends(async (before: string, after: string[], flags: Flags) =>
      (await import('../actions/compare.ts')).compareCommand([before, ...after], toOptions(flags), env, line)))
}
