import { afterAll } from 'vitest'

const ends: (() => void | Promise<void>)[] = []

/** Ends what a test started, once all tests of the file are over: tests that run side by side share the hooks of one test. */
export const whenDone = (end: () => void | Promise<void>): void => { ends.push(end) }

afterAll(async () => { await Promise.all(ends.map(async (end) => end())) })
