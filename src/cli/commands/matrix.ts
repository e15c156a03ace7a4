import { Option } from 'commander'
import { MATRIX_FORMATS, type MatrixFormat } from '../../history/matrix-formats.ts'
import { redactText } from '../../wire/redact.ts'
import type { CliCommand } from '../command.ts'
import { formatsOf } from '../option-values.ts'

/** Options as commander gives them. */
export interface MatrixFlags {
  out: string
  format: MatrixFormat[]
  only: string[]
  skip: string[]
  title?: string
}

export const matrix: CliCommand = (program, { secrets, ends }) => {
  program
    .command('matrix')
    .argument('<run...>')
    .description(
      'many runs side by side: rules by servers, versions and models, from run folders or their results.json',
    )
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
        ),
      ),
    )
}
