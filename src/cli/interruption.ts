const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Ctrl-C: once to stop sending and still get the report, twice to stop at once. */
export function interruption(follows = 'No more requests are sent, the report of what was measured follows.'): { signal: AbortSignal; keepToOurselves: () => void; release: () => void } {
  const controller = new AbortController()
  const interrupt = (): void => {
    console.error(`\nInterrupted. ${follows} Once more to stop at once.`)
    controller.abort()
  }
  const drop = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    if (SIGNALS.some((name) => name === event)) queueMicrotask(() => process.off(event, listener))
  }
  for (const name of SIGNALS) process.once(name, interrupt)
  return {
    signal: controller.signal,
    /** Vitest, which judges, ends the process at the first signal: the report would be lost just before it is written. */
    keepToOurselves: () => { process.on('newListener', drop) },
    release: () => {
      process.off('newListener', drop)
      for (const name of SIGNALS) process.off(name, interrupt)
    },
  }
}
