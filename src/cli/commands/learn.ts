import { Option } from 'commander'
import type { LearnFlags } from '../actions/learn.ts'
import type { CliCommand } from '../command.ts'
import { port } from '../option-values.ts'

export const learn: CliCommand = (program, { env, ends }) => {
  program
    .command('learn')
    .description('measure what an app needs: record it once, then run it with each deviation; or guess it from traffic')
    .option('--upstream <url>', 'where the calls of the app go on to (default: OLLAMA_HOST or 127.0.0.1:11434)')
    .option('--port <n>', 'port of 127.0.0.1 to watch at (0: any free one)', port, 0)
    .option('--command <line>', 'a check of the app that ends with 0 when all is well; run with OPENAI_BASE_URL set')
    .option('--jobs <n>', 'runs of the command at once (default: one less than CPUs)')
    .option('--budget <minutes>', 'begin no run after this time; what was not tried is said')
    .option('--warn-code <n>', 'exit code by which the command says that something is limited')
    .option('--warn-pattern <regex>', 'the same, said in a line of its output')
    .option('--resume', 'go on with a measuring that was interrupted', false)
    .option('--from <file...>', 'read HAR files, JSONL captures or recordings instead of watching, and guess', [])
    .option('--name <id>', 'id of the profile', 'my-app')
    .option('--out <file>', 'where the profile goes (default: NAME.yaml)')
    .option('--capture <file>', 'also keep all calls there, as JSONL, texts as they are')
    .option('--keep-text', 'keep texts in the profile, without keys and addresses', false)
    .addOption(new Option('--fields').hideHelp())
    .action(ends(async (flags: LearnFlags) => (await import('../actions/learn.ts')).learnCommand(flags, env)))
}
