import { setTimeout as wait } from 'node:timers/promises'

/** The time limit of the test is what ends the wait. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(20)
}
