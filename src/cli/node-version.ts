import { Failure } from '../failure.ts'

/** The oldest release whose parts the code uses, as `engines` of the package has it: major and minor. */
export const OLDEST = [22, 18] as const

/** Said before anything is loaded that an older Node has not. @throws Failure when the Node is too old. */
export function assertNode(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  throw new Failure(
    'NODE_OLD',
    `Node ${OLDEST.join('.')} or later is needed, and this is ${version.replace(/^v/, '')}. Start it with a newer one.`,
  )
}
