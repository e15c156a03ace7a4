import { Option } from 'commander'
import { MATRIX_FORMATS, type MatrixFormat } from '../../history/matrix-formats.ts'
import { redactText } from '../../wire/redact.ts'
import type { CliCommand } from '../command.ts'
import { formatsOf, names } from '../option-values.ts'
import { startedReleaseOptions, type ReleaseFlags } from '../releases-option.ts'

/** Options as commander gives them. */
export interface MatrixFlags extends ReleaseFlags {
  releases?: string[]
  models?: string[]
  anew?: true
  out: string
  format: MatrixFormat[]
  only: string[]
  skip: string[]
  title?: string
}

export const matrix: CliCommand = (program, { secrets, ends, env, line, releases }) => {
  const command = program
    .command('matrix')
    .argument('[run...]')
    .description(
      'many runs side by side: rules by servers, versions and models, from run folders, their results.json, or releases',
    )
    .optionsGroup('Who is asked:')
    .option('--releases <list>', 'also run these releases of Ollama, such as 0.24.0,0.30.0,latest, one by one', names)
    .option(
      '--models <list>',
      'run each release once with each of these chat models (default: one that is found)',
      names,
    )
    .option('--anew', 'run also what --out holds a whole run of already')
  startedReleaseOptions(command)
    .optionsGroup('What is shown:')
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--skip <glob...>', 'leave out rules whose id, topic or area matches', [])
    .option('--title <text>', 'heading (default: names the servers)')
    .option('--out <dir>', 'where the matrix goes', 'reports/matrix')
    .addOption(
      new Option('--format <list>', `what to write: ${MATRIX_FORMATS.join(', ')}`)
        .default([...MATRIX_FORMATS], MATRIX_FORMATS.join(','))
        .argParser(formatsOf(MATRIX_FORMATS)),
    )
    .action(
      ends(async (runs: string[], flags: MatrixFlags) =>
        (await import('../actions/matrix.ts')).matrixCommand(
          runs,
          flags.title === undefined ? flags : { ...flags, title: redactText(flags.title, secrets) },
          { env, line, releases },
        ),
      ),
    )
}
