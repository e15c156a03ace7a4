import type { Profile } from './profile.ts'

type OfProfile<T> = (profile: Profile, all: readonly Profile[]) => T

/** What is worked out of a profile, beside all that it may extend, once. Neither may change afterwards. */
export function perProfile<T>(make: OfProfile<T>): OfProfile<T> {
  const kept = new WeakMap<readonly Profile[], WeakMap<Profile, { made: T }>>()
  return (profile, all) => {
    const known = kept.get(all) ?? new WeakMap<Profile, { made: T }>()
    kept.set(all, known)
    const { made } = known.get(profile) ?? { made: make(profile, all) }
    known.set(profile, { made })
    return made
  }
}

/** The answers of a function on rule ids, each given once. */
export function perRule<T>(answer: (id: string) => T): (id: string) => T {
  const known = new Map<string, { answer: T }>()
  return (id) => {
    const before = known.get(id) ?? { answer: answer(id) }
    known.set(id, before)
    return before.answer
  }
}
