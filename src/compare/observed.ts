import facts from '../../fixtures/reference/observed.json' with { type: 'json' }
import type { Shape } from './shape.ts'

/** Counts of one scope, and where they come from. */
export interface ObservedScope extends Shape {
  /** JSON objects the paths were counted in, over that many exchanges. */
  objects: number
  exchanges: number
  firstSeen: string | null
  lastSeen: string | null
  /** What was counted. */
  from: string
}

/** How OpenAI answers, as counts over recorded public exchanges: the reference where there is no live one. */
export interface ObservedFacts {
  kind: 'observed'
  /** One phrase for headings. */
  label: string
  provenance: { obtained: string; period: string; exchanges: number; limits: string[] }
  scopes: Record<string, ObservedScope>
}

/** The facts that ship with the project. */
export const observedReference = (): ObservedFacts => facts as unknown as ObservedFacts
