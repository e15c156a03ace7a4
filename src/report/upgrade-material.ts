import type { Upgrade } from '../history/upgrade.ts'
import type { Material } from './formats.ts'

/** What the reports on an upgrade are made from: what changed, and both ends with their answers. */
export interface UpgradeMaterial {
  upgrade: Upgrade
  before: Material
  after: Material
}
