import type { CliCommand } from '../command.ts'

export const explain: CliCommand = (program, { env, ends }) => {
  program
    .command('explain')
    .description(
      'say what a rule demands, who breaks and what is sent; or what a topic, an area, a client, a capability or a deviation is about',
    )
    .argument('<rule|topic|client|deviation|…>', 'what `list` shows, a topic or an area; or the file of a profile')
    .option('--profile <file...>', 'profiles whose own rules, `app/…`, can be explained as well', [])
    .action(
      ends(async (wanted: string, { profile }: { profile: string[] }) =>
        (await import('../actions/explain.ts')).explainCommand(wanted, profile, env),
      ),
    )
}
