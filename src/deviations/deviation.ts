import type { Hooks } from './hooks.ts'

/** One way in which a server departs from OpenAI. */
export interface Deviation {
  /** Stable: profiles and command lines name it. */
  name: string
  /** What the server does, in one clause. */
  about: string
  /** Where it was seen: servers with their releases, gateways. Absent where only the documentation rules it out. */
  seen?: string[]
  /**
   * The rules it is about, by id, or a glob within one topic: all of them must fail. What fails besides is in
   * docs/mutation-score.md.
   */
  rules: string[]
  /** Why the rules that catch it are about something else. */
  aside?: string
  hooks: Hooks
}
