import type { Hooks } from '../../src/deviations/hooks.ts'

/** Something that OpenAI, its models, or HTTP, SSE and JSON leave open, laid over the stand-in. No rule may fail for it. */
export interface Freedom {
  name: string
  /** What differs, and who does it. */
  about: string
  hooks: Hooks
  /** Whether every verdict stays, or some rules may be left open: where the model says other things, or a field is absent. */
  verdicts: 'same' | 'open'
  /** Rules that fail for it all the same, each with the reason. None of them is a `must`. */
  noted?: Record<string, string>
}
