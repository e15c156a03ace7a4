import type { Command } from 'commander'
import type { CliCommand } from '../command.ts'
import { releasesOption, type ReleaseFlags } from '../releases-option.ts'

export const releases: CliCommand = (program, { env, ends }) => {
  const command = program
    .command('releases')
    .usage('[get|prune] [options]')
    .description('list the releases of Ollama that were fetched to be compared by name, fetch one, or remove them')
    .option('--available', 'list what is published as well', false)
  releasesOption(command).action(
    ends(async (flags: ReleaseFlags & { available: boolean }) =>
      (await import('../actions/releases.ts')).listReleases(flags, env),
    ),
  )
  releasesOption(
    command.command('get').argument('<version>').description('fetch a release, such as 0.24.0 or latest'),
  ).action(
    ends(async (version: string, _own: ReleaseFlags, own: Command) =>
      (await import('../actions/releases.ts')).getRelease(version, own.optsWithGlobals(), env),
    ),
  )
  command
    .command('prune')
    .argument('[version...]')
    .description('remove these releases, and downloads that did not end; with --all every release')
    .option('--all', 'remove every release', false)
    .action(
      ends(async (versions: string[], flags: { all: boolean }) =>
        (await import('../actions/releases.ts')).pruneReleases(versions, flags.all, env),
      ),
    )
}
