import { headerText } from '../wire/header-text.ts'
import type { Environment } from './side-name.ts'

/**
 * The trimmed value of a variable that is sent in a header, such as a key.
 * Undefined if the variable is not set or blank.
 * @throws Failure that names the variable if a header cannot contain the value.
 */
export const headerValue = (env: Environment, name: string): string | undefined =>
  headerText(env[name] ?? '', name) || undefined
