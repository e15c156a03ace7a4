import { Option } from 'commander'
import type { AuditFlags } from '../actions/audit.ts'
import type { CliCommand } from '../command.ts'
import { positive, variableName } from '../option-values.ts'

export const audit: CliCommand = (program, { env, ends }) => {
  program
    .command('audit')
    .argument('<url>')
    .description(
      'how a server is exposed: keys, native endpoints, browsers, proxies; changes nothing and says what it sent',
    )
    .option(
      '--api-key-env <name>',
      'environment variable with the key that clients use',
      variableName,
      'OLLAMA_API_KEY',
    )
    .option(
      '--public',
      'judge an address of this machine as if others reached it: for tunnels, containers and proxies',
      false,
    )
    .option('--slow <s>', 'seconds that a request which never ends is held out', positive, 15)
    .option('--out <dir>', 'where audit.md and audit.json go', 'reports/audit')
    .addOption(
      new Option('--fail-on <severity>', 'from which severity on the exit code is 1')
        .choices(['critical', 'high', 'medium', 'low', 'never'])
        .default('high'),
    )
    .action(
      ends(async (url: string, flags: AuditFlags) =>
        (await import('../actions/audit.ts')).auditCommand(url, flags, env),
      ),
    )
}
