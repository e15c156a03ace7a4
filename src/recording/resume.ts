import type { Exchange, Transport } from '../exchange/exchange.ts'
import { Failure } from '../failure.ts'
import { continueRecording, isRecording, readRecording, startRecording, type RecordingInfo } from './recording.ts'

/** Where exchanges of a run are kept, and those an earlier run left there. */
export interface Ledger {
  write: (exchange: Exchange) => void
  /** Answers that need not be asked for again. */
  kept: Exchange[]
}

/**
 * Opens a folder for a run: emptied, or where the run is resumed, with what is in it kept. Of requests that show something only
 * `together`, such as those over one connection, all are kept or none. @throws Failure when it holds answers of another server.
 */
export function openLedger(dir: string, info: RecordingInfo, resume: boolean, together: readonly string[][] = []): Ledger {
  if (!resume || !isRecording(dir)) return { write: startRecording(dir, info), kept: [] }
  const earlier = readRecording(dir)
  assertSameServer(dir, earlier.info, info)
  const usable = earlier.exchanges.filter(isUsable)
  const torn = new Set(together.filter((group) => !group.every((key) => usable.some((one) => one.key === key))).flat())
  const kept = usable.filter(({ key }) => !torn.has(key))
  const keys = new Set(kept.map(({ key }) => key))
  const append = continueRecording(dir, [...earlier.exchanges])
  return { kept, write: (exchange) => { if (!keys.has(exchange.key)) append(exchange) } }
}

/** An exchange that says something of the server. What we stopped ourselves, or never got through, is asked again. */
export const isUsable = ({ response, failure }: Exchange): boolean => response !== null && failure?.stage !== 'interrupted'

/** Who answered, as far as answers can be put together by it. */
export const told = ({ server, models, preset }: Pick<RecordingInfo, 'server' | 'models' | 'preset'>): string =>
  [server.software, server.version, ...(preset ? [`preset=${preset.id}`] : []), ...Object.entries(models).map(([kind, { name }]) => `${kind}=${name}`).sort()].join(' ')

function assertSameServer(dir: string, earlier: RecordingInfo, now: RecordingInfo): void {
  if (told(earlier) === told(now)) return
  throw new Failure('RESUME_MISMATCH', `${dir} holds answers of ${told(earlier)}, and this is ${told(now)}. Resume with the same server and models, or name another folder.`)
}

/** Answers from what is kept, and asks the server for the rest. */
export function resumedTransport(kept: readonly Exchange[], live: Transport): Transport {
  if (kept.length === 0) return live
  const byKey = new Map(kept.map((exchange) => [exchange.key, exchange]))
  return { ...live, send: (request, signal) => { const known = byKey.get(request.key); return known ? Promise.resolve(known) : live.send(request, signal) } }
}
