import { once } from 'node:events'
import { startClock } from '../../../stand-in/clock.ts'
import { startStandIn } from '../../library/stand-in.ts'
import { interruption } from '../interruption.ts'

export interface StandInFlags {
  port: number
  deviation?: string
}

/** Serves until it is told to end. The one line on stdout is for programs. */
export async function standInCommand({ port, deviation }: StandInFlags): Promise<number> {
  const { signal, release } = interruption('The stand-in has ended.')
  const stopClock = startClock()
  try {
    const server = await startStandIn({ port, deviation })
    console.log(server.baseURL)
    console.error(
      `${deviation === undefined ? 'Answers as OpenAI does' : `Shows ${deviation}`}. Each deviation has a base URL as well: ${server.url}/NAME/v1. Ctrl-C ends it.`,
    )
    if (!signal.aborted) await once(signal, 'abort')
    await server.stop()
    return 0
  } finally {
    stopClock()
    release()
  }
}
