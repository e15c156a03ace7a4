import zlib from 'node:zlib'
import { chunkBytes, header, type Exchange } from './exchange.ts'

/** A compressed body may not grow beyond this. */
const MAX_DECODED_BYTES = 32 * 1024 * 1024

/** The body's bytes with its content coding undone, each with the time it arrived. A coded body is one piece. */
export function decodedBody(exchange: Pick<Exchange, 'response'>): { at: number; bytes: Buffer }[] {
  const chunks = (exchange.response?.chunks ?? []).map((chunk) => ({ at: chunk.at, bytes: chunkBytes(chunk) }))
  const coding = header(exchange.response?.headers, 'content-encoding')?.trim().toLowerCase()
  const decode = coding === undefined ? undefined : DECODERS[coding]
  if (!decode) return chunks
  const at = chunks.at(-1)?.at ?? 0
  try {
    return [{ at, bytes: decode(Buffer.concat(chunks.map(({ bytes }) => bytes)), { maxOutputLength: MAX_DECODED_BYTES, finishFlush: zlib.constants.Z_SYNC_FLUSH }) }]
  } catch {
    // A body that its own content coding cannot decode stays as the bytes it is: they will not parse, and that is the finding.
    return chunks
  }
}

const DECODERS: Record<string, ((bytes: Buffer, options: zlib.ZlibOptions) => Buffer) | undefined> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: (bytes, { maxOutputLength }) => zlib.brotliDecompressSync(bytes, maxOutputLength === undefined ? {} : { maxOutputLength }),
}
