import { fileURLToPath } from 'node:url'
import { assertForm } from '../contract/assert-form.ts'
import { readYaml } from '../disk/read-yaml.ts'
import type { Capability } from './capabilities.ts'

const file = fileURLToPath(new URL('../../specs/capabilities.yaml', import.meta.url))
const PROBLEM = { file, code: 'CAPABILITIES_INVALID', what: 'The list of capabilities' }

let shipped: readonly Capability[] | undefined

/** The capabilities, the most asked for first. The file does not change, so it is read once. */
export const shippedCapabilities = (): readonly Capability[] => (shipped ??= read())

function read(): Capability[] {
  const value = readYaml(PROBLEM)
  assertForm('capabilities', value, {
    code: PROBLEM.code,
    says: `${PROBLEM.what} is not valid`,
    fix: 'See specs/harness/capabilities.schema.json.',
  })
  return value as Capability[]
}
