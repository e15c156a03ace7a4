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
   * The rules it is about, its causes: by id, or a glob within one topic. All of them must fail; what fails besides is
   * in specs/deviations.json. None where `aside` says why no rule can fail.
   */
  rules: string[]
  /** Why the rules that catch it are about something else, or why none does. */
  aside?: string
  hooks: Hooks
  /**
   * What its replies show, where `hooks` changes how the server reads a request: a reply that was recorded is not
   * answered anew.
   */
  effect?: Hooks
}
