import type { CliCommand } from '../command.ts'

export const presets: CliCommand = (program, { env, ends }) => {
  program
    .command('presets')
    .argument('[name]')
    .description(
      'list the providers, gateways and servers that can be named as target or reference, or tell all that is known of one',
    )
    .action(
      ends(async (name: string | undefined) => {
        const { listPresets, showPreset } = await import('../actions/presets.ts')
        return name === undefined ? listPresets(env) : showPreset(name)
      }),
    )
}
