/** Says when a task may run. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>

/**
 * One limit for each of several sides that share a machine: one task at a time over all of them, round robin over the sides
 * as long as each has something to do. What slows the machine down or warms it up then meets all sides alike.
 */
export function roundRobin(sides: number): Limit[] {
  const queues = Array.from({ length: sides }, () => [] as (() => Promise<void>)[])
  let turn = 0
  let busy = false
  const work = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let task = next(); task; task = next()) await task()
    busy = false
  }
  const next = (): (() => Promise<void>) | undefined => {
    const order = queues.map((_, at) => (turn + at) % sides)
    const side = order.find((at) => (queues[at]?.length ?? 0) > 0)
    if (side === undefined) return undefined
    turn = (side + 1) % sides
    return queues[side]?.shift()
  }
  return queues.map(
    (queue): Limit =>
      (task) =>
        new Promise((settle, fail) => {
          queue.push(() => task().then(settle, fail))
          void work()
        }),
  )
}
