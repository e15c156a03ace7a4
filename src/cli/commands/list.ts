import { Option } from 'commander'
import type { CliCommand } from '../command.ts'
import { ENDPOINT_NAMES, type Endpoint } from '../deviation-endpoints.ts'

interface ListFlags {
  only: string[]
  profiles: boolean
  capabilities: boolean
  deviations: boolean
  endpoint?: Endpoint
  json: boolean
}

export const list: CliCommand = (program, { ends }) => {
  program
    .command('list')
    .description('list all rules, the clients whose needs are known, the capabilities, or the deviations')
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--profiles', 'the clients, with what was read of each and when', false)
    .option('--capabilities', 'the capabilities, the most asked for first', false)
    .option('--deviations', 'ways in which servers depart from OpenAI, which `stand-in` can show', false)
    .addOption(new Option('--endpoint <name>', 'only deviations at this endpoint').choices(ENDPOINT_NAMES))
    .option('--json', 'the deviations as JSON, for programs', false)
    .action(
      ends(async (flags: ListFlags) => {
        const { listCapabilities, listCommand, listProfiles } = await import('../actions/list.ts')
        const { listDeviations } = await import('../actions/list-deviations.ts')
        if (flags.deviations || flags.json || flags.endpoint !== undefined) return listDeviations(flags)
        if (flags.capabilities) return listCapabilities()
        return flags.profiles ? listProfiles() : listCommand(flags.only)
      }),
    )
}
