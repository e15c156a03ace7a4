import { byVersion } from '../releases/release-name.ts'
import { parseVersion } from './order.ts'

/** The published versions from one to another, both included, in that order. Release candidates only where they are wanted. */
export function versionsBetween(
  published: readonly string[],
  { good, bad, candidates }: { good: string; bad: string; candidates: boolean },
): string[] {
  const isOlder = compared(good, bad) > 0
  const [low, high] = isOlder ? [bad, good] : [good, bad]
  const between = published.filter(
    (version) =>
      compared(version, low) > 0 &&
      compared(version, high) < 0 &&
      (candidates || (parseVersion(version)?.prerelease.length ?? 0) === 0),
  )
  const all = [low, ...between.toSorted(compared), high]
  return isOlder ? all.reverse() : all
}

/** The later of two versions. */
export const laterOf = (one: string, other: string): string => (compared(one, other) > 0 ? one : other)

function compared(a: string, b: string): number {
  const [one, other] = [parseVersion(a), parseVersion(b)]
  return one && other ? byVersion(one, other) : a.localeCompare(b)
}
