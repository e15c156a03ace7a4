import type { Environment } from '../server/sides.ts'

const NAME = 'ollama-conformance'

/** Its name in a clone. */
export const STARTED = 'npm start --'

/** How the suite is called by who runs it: in a clone there is no command of its name, and what messages advise must work as it stands. */
export const commandName = (env: Environment): string =>
  env['npm_lifecycle_event'] === 'start' && env['npm_package_name'] === NAME ? STARTED : NAME

/** A message, with the commands it advises as they are typed here. */
export const asTyped = (message: string, env: Environment): string =>
  message.replaceAll(`\`${NAME} `, `\`${commandName(env)} `)
