import type { AuditCheck } from '../audit.ts'
import { anyOrigin, foreignOriginServed, localPages, rebinding } from './browser.ts'
import { comparedProperly, refusalForm, withoutKey } from './key.ts'
import { largeBody, slowBody } from './limits.ts'
import { fingerprint, generation, pathTricks, reads, writes } from './native.ts'
import { bind, certificate, encrypted, leaks, oldTls, pages } from './wire.ts'

/** Every check, in the order in which it is asked: what only looks comes first. */
export const checks: AuditCheck[] = [
  fingerprint,
  withoutKey,
  bind,
  encrypted,
  certificate,
  oldTls,
  reads,
  comparedProperly,
  refusalForm,
  anyOrigin,
  foreignOriginServed,
  localPages,
  rebinding,
  writes,
  generation,
  pathTricks,
  pages,
  leaks,
  largeBody,
  slowBody,
]
