/** The command line with fake releases, in a process of its own: `main ARGUMENT…`, with RELEASES_DIR and RELEASES (JSON). */
import { main } from '../../src/cli/start.ts'
import { fakeReleases, type Fault } from './fake-releases.ts'

const { RELEASES_DIR = '', RELEASES = '{}', ...env } = process.env
const releases = fakeReleases(RELEASES_DIR, JSON.parse(RELEASES) as Record<string, Fault | null>)
process.exitCode = await main(process.argv, env, undefined, releases)
