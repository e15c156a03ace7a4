/** Milliseconds a piece of work took, and those in which a core was busy with it. */
export interface Cost {
  wall: number
  cpu: number
}

/** What some work costs in this process. */
export async function measured(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { wall: performance.now() - start, cpu: (user + system) / 1000 }
}

export const ms = (value: number): string => Math.round(value).toString()
export const mb = (bytes: number): string => Math.round(bytes / 1024 / 1024).toString()

/** The middle one by wall time. */
export function median<C extends Cost>(costs: readonly C[]): C {
  const middle = costs.toSorted((a, b) => a.wall - b.wall)[Math.floor(costs.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}
