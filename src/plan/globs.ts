import picomatch from 'picomatch'

/** A glob over rule ids. A bare area or suite stands for everything below it. */
export function ruleMatcher(globs: readonly string[]): (id: string) => boolean {
  if (globs.length === 0) return () => false
  return picomatch(globs.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`]))
}
