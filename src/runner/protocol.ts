import type { Selection } from '../plan/plan.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Verdict } from '../judge/judge.ts'

/** What the runner hands to its worker. */
export interface RunTask extends Selection { runDir: string; profiles: Profile[] }

// The verdict travels in the test's own metadata, so what vitest counts as passed or failed never decides anything.
declare module 'vitest' {
  interface ProvidedContext { run: RunTask }
  interface TaskMeta { verdict?: Verdict }
}
