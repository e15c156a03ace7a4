/** What ends the worker of a test runner early: a signal, or that the process which started it is gone. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const

/**
 * Calls a task before one of these ends the process. A signal that is listened for has no effect of its own, so it is sent
 * again. A worker without its runner ends as well: nobody would see what it finds. Returns a function that stops listening.
 */
export function beforeEnd(task: () => void): () => void {
  const listeners = ENDS.map((event) => ({
    event,
    listener: (): void => {
      stop()
      task()
      process.kill(process.pid, event === 'disconnect' ? 'SIGTERM' : event)
    },
  }))
  const stop = (): void => listeners.forEach(({ event, listener }) => process.off(event, listener))
  for (const { event, listener } of listeners) process.on(event, listener)
  return stop
}
