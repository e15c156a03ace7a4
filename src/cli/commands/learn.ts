import type { LearnFlags } from '../actions/learn.ts'
import type { CliCommand } from '../command.ts'
import { port } from '../option-values.ts'

export const learn: CliCommand = (program, { env, ends }) => {
  program
    .command('learn')
    .description('watch an app, or read what it did, and write the profile of what it needs')
    .option('--upstream <url>', 'where the calls of the app go on to (default: OLLAMA_HOST or 127.0.0.1:11434)')
    .option('--port <n>', 'port of 127.0.0.1 to watch at (0: any free one)', port, 0)
    .option('--command <line>', 'run this with OPENAI_BASE_URL set, and stop watching when it ends')
    .option('--fields', 'then run it again without each field of the answers, to learn which it needs', false)
    .option('--from <file...>', 'read HAR files, JSONL captures or recordings instead of watching', [])
    .option('--name <id>', 'id of the profile', 'my-app')
    .option('--out <file>', 'where the profile goes (default: NAME.yaml)')
    .option('--capture <file>', 'also keep all calls there, as JSONL, texts as they are')
    .option('--keep-text', 'keep texts in the probes, without keys and addresses', false)
    .action(ends(async (flags: LearnFlags) => (await import('../actions/learn.ts')).learnCommand(flags, env)))
}
