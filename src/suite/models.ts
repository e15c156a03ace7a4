import type { Json, ModelKind } from './steps.ts'

/** Names of the endpoints that a model is asked through. */
export type Generating = 'chat' | 'responses'

/** How a model behaves, measured before it is judged. */
export interface ModelTraits {
  /** `optional`: it thinks, and can be kept from it. `always`: it cannot. */
  thinks: 'never' | 'optional' | 'always'
  /** Fields of a request that keep it from thinking, or at the least effort; empty where it thinks never, or nothing helps. */
  effort: Record<Generating, { [field: string]: Json }>
  /**
   * The most tokens that it was seen to think with these fields, and without. Caps are raised by as many. `completions` is there where
   * it thinks at `/completions` as well, which has no field against it.
   */
  thoughtTokens: { least: number; usual: number; completions?: number }
  /** Parameters that it was seen to refuse. */
  refuses: Refusal[]
  /** What its provider documents that it refuses besides, with the source. */
  documented?: { refuses: string[]; link: string; seen: string }
}

/** A parameter that a model refuses. */
export interface Refusal {
  parameter: string
  /** The parameter that it takes instead; null where there is none. */
  instead: string | null
  /** It is taken once the model is kept from thinking. */
  onlyThinking?: boolean
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
