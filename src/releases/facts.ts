import { fileURLToPath } from 'node:url'
import { satisfies } from 'semver'
import { assertForm } from '../contract/assert-form.ts'
import { readYaml } from '../disk/read-yaml.ts'
import { Failure } from '../failure.ts'

/** A form in which releases are published for a platform. */
export interface ArchiveForm {
  platforms: string[]
  /** Semver range. */
  versions: string
  /** File name, with `{platform}` in it. */
  archive: string
  form: 'tar' | 'zip' | 'program'
  /** Where the binary may be in it. */
  binary: string[]
}

/** What is known of the vendor's releases. */
export interface ReleaseFacts {
  list: string
  downloads: string
  checksums: string
  archives: ArchiveForm[]
}

const file = fileURLToPath(new URL('../../specs/releases.yaml', import.meta.url))
const PROBLEM = { file, code: 'RELEASES_INVALID', what: 'The data on releases' }

let known: ReleaseFacts | undefined

/** The file does not change, so it is read once. */
export const releaseFacts = (): ReleaseFacts => (known ??= read())

function read(): ReleaseFacts {
  const value = readYaml(PROBLEM)
  assertForm('releases', value, {
    code: PROBLEM.code,
    says: `${PROBLEM.what} are not valid`,
    fix: 'See specs/harness/releases.schema.json.',
  })
  return value as ReleaseFacts
}

const SYSTEMS: Record<string, string> = { win32: 'windows' }
const PROCESSORS: Record<string, string> = { x64: 'amd64' }

/** This machine as the vendor names it, for example `linux-amd64`. */
export const ownPlatform = (): string =>
  `${SYSTEMS[process.platform] ?? process.platform}-${PROCESSORS[process.arch] ?? process.arch}`

/** The forms for a platform, those first whose range holds the version. @throws Failure for a platform without releases. */
export function formsFor(platform: string, version: string): ArchiveForm[] {
  const forms = releaseFacts().archives.filter(({ platforms }) => platforms.includes(platform))
  if (forms.length === 0)
    throw new Failure(
      'PLATFORM_UNSUPPORTED',
      `Ollama publishes no releases for ${platform}. Name an Ollama binary, or the URL of a running server.`,
    )
  const holds = ({ versions }: ArchiveForm): boolean => satisfies(version, versions, { includePrerelease: true })
  return forms.toSorted((a, b) => Number(holds(b)) - Number(holds(a)))
}

export const archiveName = ({ archive }: ArchiveForm, platform: string): string =>
  archive.replace('{platform}', platform)
