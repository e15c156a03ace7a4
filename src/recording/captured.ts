import type { LeftOutReason } from '../record/capture-summary.ts'
import type { Exchange } from '../wire/exchange.ts'

/** Where a record is: the file, the place in it for messages, and a name for its call where it has none. */
export interface RecordPlace {
  file: string
  where: string
  name: string
}

/** An exchange that somebody else captured, the host it went to where that is known, and where it stands in the file. */
export interface Captured extends Pick<RecordPlace, 'file' | 'where'> {
  exchange: Exchange
  host: string | null
  /** How it was written down. */
  form: string
  /** The log keeps the parsed answer: framing, headers and bytes are the log's own. */
  parsed?: boolean
}

/** What a capture holds and nothing can be judged by. */
export interface LeftOut extends Pick<RecordPlace, 'file' | 'where'> {
  exchange: null
  why: LeftOutReason
  /** What was asked, where that is known: most of what browsers keep is about other endpoints. */
  path?: string
}
