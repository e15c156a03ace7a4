import { DEFAULT_OPTIONS } from '../../record/check-options.ts'
import type { RunOptions } from '../../record/options.ts'
import type { CliCommand } from '../command.ts'
import { positive, variableName } from '../option-values.ts'

type Flags = Pick<
  RunOptions,
  | 'reference'
  | 'referenceModel'
  | 'referenceApiKeyEnv'
  | 'only'
  | 'skip'
  | 'maxTokensTotal'
  | 'timeout'
  | 'concurrency'
  | 'resume'
  | 'out'
>

export const checkReference: CliCommand = (program, { env, line, ends }) => {
  program
    .command('check-reference')
    .description('ask a live OpenAI, and propose changes to the contract where its answers are no longer as known')
    .option('--reference <url|recording|preset>', 'who is asked (default: openai, with OPENAI_API_KEY)')
    .option('--reference-model <name>', 'model of the reference (default: that of the preset, or found by asking)')
    .option('--reference-api-key-env <name>', 'environment variable with the key of the reference', variableName)
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--skip <glob...>', 'leave out rules whose id, topic or area matches', [])
    .option('--max-tokens-total <n>', 'most tokens to generate: 10000, or 40000 with a model that thinks', positive)
    .option('--timeout <s>', 'seconds one request may take', positive, DEFAULT_OPTIONS.timeout)
    .option('--concurrency <n>', 'requests in flight (default: 4)', positive)
    .option('--resume', 'keep the answers that the folder holds already, and send only what is missing', false)
    .option('--out <dir>', 'where reference.md and reference.json go', 'reports/reference')
    .action(
      ends(async (flags: Flags) =>
        (await import('../actions/check-reference.ts')).checkReferenceCommand(flags, env, line),
      ),
    )
}
