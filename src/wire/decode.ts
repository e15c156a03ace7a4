import zlib from 'node:zlib'
import { chunkBytes, header, type Exchange, type HeaderPair, type WireResponse } from './exchange.ts'

/** A compressed body may not grow beyond this: as much as one may have that came plain. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024
/** No more codings than this are undone; fetch draws the same line. */
const MAX_CODINGS = 5

export interface DecodedBody {
  /** The body's bytes with its content codings undone, each with the time it arrived. A coded body is one piece. */
  pieces: { at: number; bytes: Buffer }[]
  /** Why the bytes are still as they came although the server names a coding; null where they are not, or none is named. */
  problem: string | null
}

/** Headers of a body that somebody kept as text: they still tell of the coding and the length that it came with. */
export const ofDecodedBody = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name))

/** What could not be undone once, cannot the next time, and finding that out may take as long as the limits allow. */
const problems = new WeakMap<WireResponse, string>()

/** Undoes the content codings of a body as fetch does. What names a coding that nobody knows is left as it is. */
export function decodedBody({ response }: Pick<Exchange, 'response'>): DecodedBody {
  const pieces = (response?.chunks ?? []).map((chunk) => ({ at: chunk.at, bytes: chunkBytes(chunk) }))
  const asSent = (problem: string | null): DecodedBody => ({ pieces, problem })
  const named = header(response?.headers, 'content-encoding')?.toLowerCase() ?? ''
  const codings = named
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reverse()
  const known = response && problems.get(response)
  if (known) return asSent(known)
  if (
    codings.length === 0 ||
    pieces.every(({ bytes }) => bytes.length === 0) ||
    !codings.every((coding) => DECODERS.has(coding))
  )
    return asSent(null)
  if (codings.length > MAX_CODINGS) return asSent(`the body has ${codings.length} codings on top of each other`)
  try {
    const coded: Buffer = Buffer.concat(pieces.map((piece) => piece.bytes))
    const bytes = codings.reduce((rest, coding) => DECODERS.get(coding)?.(rest) ?? rest, coded)
    return { pieces: [{ at: pieces.at(-1)?.at ?? 0, bytes }], problem: null }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const problem =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `the body grows beyond ${MAX_BODY_BYTES} bytes when its coding (${named}) is undone`
        : `the body is not what its coding (${named}) says: ${message}`
    if (response) problems.set(response, problem)
    return asSent(problem)
  }
}

const most = { maxOutputLength: MAX_BODY_BYTES }
/** A body that broke off is read as far as it came, as fetch and curl do. */
const lenient: zlib.ZlibOptions = { ...most, finishFlush: zlib.constants.Z_SYNC_FLUSH }
const gunzip = (bytes: Buffer): Buffer => zlib.gunzipSync(bytes, lenient)

const DECODERS = new Map<string, (bytes: Buffer) => Buffer>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  // Some leave out the header that this coding has by its standard.
  [
    'deflate',
    (bytes) => ((bytes[0] ?? 0) % 16 === 8 ? zlib.inflateSync(bytes, lenient) : zlib.inflateRawSync(bytes, lenient)),
  ],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, { ...most, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH })],
  ['zstd', (bytes) => zlib.zstdDecompressSync(bytes, { ...most, finishFlush: zlib.constants.ZSTD_e_flush })],
])
