import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { PROFILES_FILE, profilesByHand } from '../src/policy/profile-file.ts'

/** The profiles of `specs/profiles` as one file, a line each. */
const bundled = (): string =>
  `[\n${profilesByHand()
    .map((profile) => JSON.stringify(profile))
    .join(',\n')}\n]\n`

/** Makes `specs/profiles.json`, which the product reads. */
export const bundleProfiles = (): void => writeFileSync(PROFILES_FILE, bundled())

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!process.argv.includes('--check')) bundleProfiles()
  else if (readFileSync(PROFILES_FILE, 'utf8') !== bundled()) {
    console.error('specs/profiles.json is not what specs/profiles gives. Run `npm run generate`.')
    process.exitCode = 1
  }
}
