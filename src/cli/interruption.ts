const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Milliseconds within which signals are one: npm, for one, hands on the Ctrl-C that a terminal has sent to its child already. */
const AT_ONCE = 500

/** Ctrl-C, a polite kill, or a terminal that is closed: once to stop sending and still get the report, twice to stop at once. */
export function interruption(follows = 'No more requests are sent, the report of what was measured follows.'): {
  signal: AbortSignal
  atOnce: AbortSignal
  release: () => void
} {
  const controller = new AbortController()
  const last = new AbortController()
  let first: number | undefined
  const interrupt = (name: NodeJS.Signals): void => {
    if (first === undefined) {
      first = performance.now()
      console.error(`\nInterrupted. ${follows} Once more to stop at once.`)
      controller.abort()
    } else if (performance.now() - first > AT_ONCE) {
      release()
      last.abort()
      process.kill(process.pid, name)
    }
  }
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, interrupt)
  }
  for (const name of SIGNALS) process.on(name, interrupt)
  return {
    signal: controller.signal,
    /** The second time, just before this process ends: what it started in groups of their own is to end with it. */
    atOnce: last.signal,
    release,
  }
}
