import { Failure } from '../failure.ts'
import type { Environment } from '../server/sides.ts'

/** Builders for Electron have `target=28.0.0` in their settings of npm for good. */
const VERSION = /^v?\d+(\.\d+)+/

/**
 * `npm start --target URL`, without the two dashes in between, is for npm: it keeps the option, says nothing, and starts
 * a run of something else. @throws Failure for options of ours among npm's settings.
 */
export function refuseWhatNpmKept(options: readonly string[], env: Environment): void {
  const kept = options.filter((option) => {
    const value = env[`npm_config_${option.slice(2).replaceAll('-', '_')}`]
    return value !== undefined && value !== '' && !VERSION.test(value)
  })
  if (kept.length > 0)
    throw new Failure(
      'USAGE',
      `npm kept ${[...new Set(kept)].join(', ')} for itself. Write two dashes in front of all options: \`npm start -- ${kept[0]} …\`.`,
    )
}
