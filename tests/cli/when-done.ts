const ends: (() => void | Promise<void>)[] = []

/** Ends what a test started, once all tests of the file are over: tests that run side by side share the hooks of one test. */
export const whenDone = (end: () => void | Promise<void>): void => {
  ends.push(end)
}

/** Ends all that the tests of a file started. `tests/each-file.ts` does it after each file. */
export const endAll = async (): Promise<void> => {
  await Promise.all(ends.splice(0).map(async (end) => end()))
}
