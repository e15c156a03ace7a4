import type { Hooks } from '../deviations/hooks.ts'

export interface StandInOptions {
  /** The deviation to show, by its name in `ollama-conformance list --deviations`; none for the conforming server. */
  deviation?: string | undefined
  /** A port of 127.0.0.1. Default: any free one. */
  port?: number
  /** The only key that is let in. Default: any, and none. */
  key?: string
  /** How fast it answers: 1 as OpenAI, 0 at once. Default 0.05. */
  pace?: number
}

/** A running server that answers as OpenAI does, but for the deviation that it shows. */
export interface StandIn extends AsyncDisposable {
  /** Its origin, for example `http://127.0.0.1:41234`. */
  url: string
  /** What an app is given as its base URL: ends in `/v1`. */
  baseURL: string
  /** Shows another deviation from the next request on; null for none. @throws Failure where there is none of that name. */
  show: (deviation: string | null) => void
  stop: () => Promise<void>
}

/**
 * Starts a server to point an app at: it answers as OpenAI does, and shows one deviation where that is asked for.
 * @throws Failure that names the nearest where there is no such deviation, and where the port is taken.
 */
export async function startStandIn({ deviation, port = 0, key, pace = 0.05 }: StandInOptions = {}): Promise<StandIn> {
  // Most programs that use the library need none of it.
  const [{ answerApp, hooksOf }, { listen }] = await Promise.all([
    import('../../stand-in/for-apps.ts'),
    import('../../stand-in/http-server.ts'),
  ])
  let hooks: Hooks | undefined
  const show = (name: string | null): void => {
    hooks = name === null ? undefined : hooksOf(name)
  }
  show(deviation ?? null)
  const { url, stop } = await listen((request) => answerApp(request, { key, hooks }), { pace, port })
  return { url, baseURL: `${url}/v1`, show, stop, [Symbol.asyncDispose]: stop }
}

/**
 * Runs `use` beside a server that shows this deviation, and gives back what it gives back.
 * @throws Failure that names the nearest where there is no such deviation; what `use` throws.
 */
export async function withDeviation<T>(deviation: string, use: (server: StandIn) => T | Promise<T>): Promise<T> {
  const server = await startStandIn({ deviation })
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}
