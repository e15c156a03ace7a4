import type { TestContext } from 'vitest'
import { knownClients, type KnownClient } from '../../scripts/profiles/client-file.ts'
import { install, type Installed } from '../../scripts/profiles/install.ts'

const { CLIENTS_ONLY: only } = process.env

/** Those that are named, or the libraries of JavaScript, which are small. */
export const tested: KnownClient[] =
  only === undefined ? knownClients().filter(({ runtime }) => runtime === 'node') : knownClients(only.split(','))

/** Skips the test where the client cannot be installed, and says why. */
export const installedOrSkipped = (client: KnownClient, context: TestContext): Promise<Installed> =>
  install(client).catch((error: unknown) => context.skip((error as Error).message))
