import type { Environment } from '../server/side-name.ts'

/** Variables that CI services set: https://github.com/watson/ci-info reads the same. */
const CI_VARIABLES = ['CI', 'CONTINUOUS_INTEGRATION', 'BUILD_ID', 'BUILD_NUMBER', 'RUN_ID', 'CI_NAME', 'TF_BUILD']

/** Whether a CI service runs this. `CI=false` says that none does, whatever else is set. */
export function isCi(env: Environment): boolean {
  if (env['CI'] === 'false' || env['CI'] === '0') return false
  return CI_VARIABLES.some((name) => Boolean(env[name]))
}

/** Whether a person reads both outputs as they come: a terminal, and no CI service. */
export const isWatched = (env: Environment): boolean =>
  process.stdout.isTTY === true && process.stderr.isTTY === true && !isCi(env)
