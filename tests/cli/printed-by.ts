import { AsyncLocalStorage } from 'node:async_hooks'
import { format } from 'node:util'

interface Printed {
  stdout: string
  stderr: string
}

/** Each call under way has what it prints for itself, also where several are under way together. */
const calls = new AsyncLocalStorage<Printed>()

const consoles = { log: 'stdout', info: 'stdout', debug: 'stdout', error: 'stderr', warn: 'stderr' } as const
for (const [name, stream] of Object.entries(consoles) as [keyof typeof consoles, keyof Printed][]) {
  const print = console[name].bind(console)
  console[name] = (...values: unknown[]) => {
    const printed = calls.getStore()
    if (printed) printed[stream] += `${format(...values)}\n`
    else print(...values)
  }
}
for (const stream of ['stdout', 'stderr'] as const) {
  const write = process[stream].write.bind(process[stream]) as (...args: unknown[]) => boolean
  process[stream].write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    const printed = calls.getStore()
    if (!printed) return write(chunk, ...rest)
    printed[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  }) as typeof process.stdout.write
}

/** What an action gives, and what it prints until then. */
export async function printedBy<T>(action: () => Promise<T>): Promise<Printed & { result: T }> {
  const printed: Printed = { stdout: '', stderr: '' }
  return { result: await calls.run(printed, action), ...printed }
}
