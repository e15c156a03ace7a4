import semver, { type SemVer } from 'semver'

/** `0.24.0`, `v0.33.0-rc2`, `latest` or `latest-rc`. */
const NAME = /^(?:v?\d+\.\d+\.\d+(?:-rc\d+)?|latest(?:-rc)?)$/
const VERSION = /^v?(\d+\.\d+\.\d+(?:-rc\d+)?)$/

/** Whether a text can name a release of Ollama. A file of that name goes before it. */
export const isReleaseName = (text: string): boolean => NAME.test(text)

/** The version in a name or tag, without its `v`; undefined where it names none, or one that is no release. */
export const versionIn = (text: string): string | undefined => VERSION.exec(text)?.[1]

/** Orders versions, the oldest first. To semver `rc10` is one word, and before `rc2`. */
export const byVersion = (a: string | SemVer, b: string | SemVer): number =>
  semver.compareBuild(dotted(a), dotted(b), { loose: true })

const dotted = (version: string | SemVer): string =>
  (typeof version === 'string' ? version : version.raw).replace(/-rc(?=\d)/, '-rc.')
