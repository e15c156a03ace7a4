import type { Json, ModelKind } from './steps.ts'

/** Names of the endpoints that a model is asked through. */
export type Generating = 'chat' | 'responses'

/** How a model behaves, measured before it is judged. */
export interface ModelTraits {
  /** `optional`: it thinks, and can be kept from it. `always`: it cannot. */
  thinks: 'never' | 'optional' | 'always'
  /** Fields of a request that keep it from thinking, or at the least effort; empty where it thinks never, or nothing helps. */
  effort: Record<Generating, { [field: string]: Json }>
  /** The most tokens that it was seen to think with these fields, and without. Caps are raised by as many. */
  thoughtTokens: { least: number; usual: number }
  /** Parameters that it refuses, and the one it takes instead; null where there is none. */
  refuses: { parameter: string; instead: string | null }[]
}

/** The model of one kind, or null, and in either case why. */
export interface ChosenModel {
  name: string | null
  why: string
  /** Absent where nothing sets it apart from a model that answers at once and takes every parameter. */
  traits?: ModelTraits
}

/** The model of each kind that probes go to. */
export type ChosenModels = Record<ModelKind, ChosenModel>

/** Models named on the command line, by kind. */
export type NamedModels = Partial<Record<ModelKind, string>>
