import { isWord } from '../exchange/redact.ts'
import type { Environment } from './side-name.ts'

/** What variables are called that hold a key. */
const NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i

/** The keys in an environment, also those that are not used: a server may know them from elsewhere, and a report shows nobody's. Paths and words are none. */
export const environmentSecrets = (env: Environment): string[] => Object.entries(env).flatMap(([name, value]) =>
  (value !== undefined && NAME.test(name) && value.length >= 12 && !isWord(value) && !/^[./~]|^[a-z]+:\/\//i.test(value) ? [value] : []))
