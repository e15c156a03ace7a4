const FIXED = Date.parse('2026-10-01T12:00:00Z') / 1000

let now = (): number => FIXED

/** When an answer is made, in seconds since 1970: a fixed moment, so that tests see the same answers each time. */
export const answeredAt = (): number => now()

/** Lets the clock run, for a server that people ask. Gives what stops it. */
export function startClock(): () => void {
  now = () => Math.floor(Date.now() / 1000)
  return () => {
    now = () => FIXED
  }
}
