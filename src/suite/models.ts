import type { ModelKind } from './steps.ts'

/** The model of each kind that probes go to, or null, and in either case why. */
export type ChosenModels = Record<ModelKind, { name: string | null; why: string }>

/** Models named on the command line, by kind. */
export type NamedModels = Partial<Record<ModelKind, string>>
