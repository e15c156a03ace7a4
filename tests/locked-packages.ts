import type { DependencySources } from '../scripts/docs/dependencies-page.ts'
import { dependencySources } from '../scripts/docs/dependency-sources.ts'

export const sources = dependencySources()

export const manifest = sources.manifest as DependencySources['manifest'] & {
  engines: { node: string }
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}
