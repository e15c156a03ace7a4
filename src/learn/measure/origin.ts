import type { Deviation } from '../../deviations/deviation.ts'
import type { ServerReply, ServerRequest } from '../../deviations/server-reply.ts'

/** How an app or a client reacted once. `why` is the evidence: an exit code and a last line, or a flow and its error. */
export interface Reaction {
  result: 'fine' | 'warned' | 'failed'
  why: string
}

/** What is measured: an app's command, or the driver of a client. */
export interface Subject {
  /** Lets it ask the server at `url`, which shows the deviation; null for none. The signal ends it. */
  run(url: string, deviation: Deviation | null, signal: AbortSignal): Promise<Reaction>
}

/** Where answers come from: recorded traffic, or the stand-in. */
export interface Origin {
  reply(request: ServerRequest, deviation: Deviation | null): ServerReply
  /** Begins a run: sequences start again. */
  rewind(): void
  /** How many requests one run may make; any number where absent. */
  most?: number
}

export interface Result {
  name: string
  result: 'breaks' | 'limits' | 'survives' | 'flaky' | 'not-tried'
  /** Evidence, where it did not survive. */
  shows?: string
}
