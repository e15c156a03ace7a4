import { MAX_BODY_BYTES } from './decode.ts'
import { chunkBytes, toChunk, type Chunk } from './exchange.ts'

/** A body in more pieces than this is cut as well: kept one by one, they take far more memory than what they hold. */
const MAX_PIECES = 20_000

/** Why a body is longer than any may be; null where it is not. */
export const tooLarge = (bytes: number, pieces: number): string | null => {
  const most = bytes > MAX_BODY_BYTES ? `${MAX_BODY_BYTES} bytes` : pieces > MAX_PIECES ? `${MAX_PIECES} pieces` : null
  return most && `the body has more than ${most}`
}

/** The beginning of a body that goes by: as much of it as any body may have. */
export class KeptBody {
  readonly chunks: Chunk[] = []
  /** Why the rest was not kept; null where all of it is here. */
  cut: string | null = null
  #bytes = 0

  /** `at` is in ms after the request began. */
  add(data: Buffer, at: number): void {
    if (this.cut !== null) return
    this.cut = tooLarge(this.#bytes + data.length, this.chunks.length + 1)
    const kept = data.subarray(0, this.chunks.length < MAX_PIECES ? MAX_BODY_BYTES - this.#bytes : 0)
    this.#bytes += kept.length
    if (kept.length > 0) this.chunks.push(toChunk(kept, at))
  }

  get text(): string {
    return Buffer.concat(this.chunks.map(chunkBytes)).toString('utf8')
  }
}
