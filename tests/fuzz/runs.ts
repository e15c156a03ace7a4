import fc from 'fast-check'

/** `npm test` makes few runs, always the same ones. `npm run test:fuzz` makes `FUZZ_TIMES` as many, from a seed of its own. */
const times = Number(process.env['FUZZ_TIMES'] ?? 1)
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_125)
/** With the seed, the one run that failed: what is printed as `path`. */
const path = process.env['FUZZ_PATH']

/** Asserts a property. `runs` is what `npm test` can afford of it. */
export const holds = <Ts>(runs: number, property: fc.IProperty<Ts>): void => {
  fc.assert(property, settings(runs))
}

/** The same of a property that awaits. */
export const holdsAsync = <Ts>(runs: number, property: fc.IAsyncProperty<Ts>): Promise<void> =>
  fc.assert(property, settings(runs))

const settings = <Ts>(runs: number): fc.Parameters<Ts> => ({
  seed,
  numRuns: runs * times,
  ...(process.env['FUZZ_NO_SHRINK'] ? { endOnFailure: true } : {}),
  ...(path === undefined ? {} : { path }),
})

/** Milliseconds that a test of that many inputs may take: enough for a busy machine. */
export const PATIENCE = 300_000 * Math.max(1, times)
