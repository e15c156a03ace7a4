import { Failure } from '../failure.ts'
import { answeredWith, canonical } from '../suite/request.ts'
import type { Exchange, Transport } from '../wire/exchange.ts'
import {
  assertOwnRecording,
  continueRecording,
  isRecording,
  readExchanges,
  startRecording,
  type RecordingInfo,
  type RecordingWriter,
} from './recording.ts'

/** Where exchanges of a run are kept, and those an earlier run left there. */
export interface Ledger extends RecordingWriter {
  /** Answers that need not be asked for again. */
  kept: Exchange[]
  /** What the user should know of what was there. */
  notes: string[]
}

export interface LedgerOptions {
  resume: boolean
  /** Requests that show something only together, such as those over one connection: all of a group are kept or none. */
  together?: readonly string[][]
  /** The server is one of our own, which listens on another port each time. */
  moves?: boolean
}

/** Opens a folder for a run: emptied, or where the run is resumed, with what is in it kept. @throws Failure when it holds answers of another server. */
export function openLedger(
  dir: string,
  info: RecordingInfo,
  { resume, together = [], moves = false }: LedgerOptions,
): Ledger {
  if (!resume || !isRecording(dir)) return { ...startRecording(dir, info), kept: [], notes: [] }
  assertOwnRecording(dir)
  const earlier = readExchanges(dir)
  assertSameServer(dir, earlier.info, info, moves)
  const usable = new Map(earlier.exchanges.filter(isUsable).map((exchange) => [exchange.key, exchange]))
  const torn = new Set(together.filter((group) => !group.every((key) => usable.has(key))).flat())
  // What the SDK sent because of an answer belongs to that answer.
  const kept = [...usable.values()].filter(({ key }) => !torn.has(key) && usable.has(answeredWith(key)))
  const keys = new Set(kept.map(({ key }) => key))
  const { write, close } = continueRecording(earlier, { ...info, recordedAt: earlier.info.recordedAt })
  return {
    kept,
    close,
    write: (exchange) => {
      if (!keys.has(exchange.key)) write(exchange)
    },
    notes: [
      `${dir}: ${kept.length} answers of ${earlier.info.recordedAt} are kept, only what is missing is sent.`,
      ...(earlier.damage.length === 0
        ? []
        : [
            `${earlier.damage[0]}${earlier.damage.length > 1 ? ` So are ${earlier.damage.length - 1} more lines.` : ''} What was asked there is asked again; the file as it was is kept beside it.`,
          ]),
    ],
  }
}

/** An exchange that says something of the server. What we stopped ourselves, or never got through, is asked again. */
export const isUsable = ({ response, failure }: Exchange): boolean =>
  response !== null && failure?.stage !== 'interrupted'

/** Who answered, as far as answers can be put together by it. */
export const told = ({ server, models, preset }: Pick<RecordingInfo, 'server' | 'models' | 'preset'>): string =>
  [
    server.software,
    server.version,
    ...(preset ? [`preset=${preset.id}`] : []),
    ...Object.entries(models)
      .map(([kind, { name }]) => `${kind}=${name}`)
      .sort(),
  ].join(' ')

/** Who answered and where, and what was sent otherwise for their sake. */
const identity = (info: RecordingInfo, moves: boolean): string => `${told(info)}${moves ? '' : ` at ${info.baseUrl}`}`

function assertSameServer(dir: string, earlier: RecordingInfo, now: RecordingInfo, moves: boolean): void {
  if (identity(earlier, moves) !== identity(now, moves))
    throw new Failure(
      'RESUME_MISMATCH',
      `${dir} holds answers of ${identity(earlier, moves)}, and this is ${identity(now, moves)}. Resume with the same server and models, or name another folder.`,
    )
  if (canonical(earlier.preset ?? null) !== canonical(now.preset ?? null))
    throw new Failure(
      'RESUME_MISMATCH',
      `${dir} holds answers to requests as the preset ${earlier.preset?.id ?? now.preset?.id} had them sent, and it has changed since. Name another folder.`,
    )
}

/** Answers from what is kept, and asks the server for the rest. */
export function resumedTransport(kept: readonly Exchange[], live: Transport): Transport {
  if (kept.length === 0) return live
  const byKey = new Map(kept.map((exchange) => [exchange.key, exchange]))
  return {
    ...live,
    send: (request, signal) => {
      const known = byKey.get(request.key)
      return known ? Promise.resolve(known) : live.send(request, signal)
    },
  }
}
