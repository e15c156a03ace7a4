import zlib from 'node:zlib'
import { asAsked, completion, events, whole, always, JSON_TYPE, SSE_TYPE, type HostileCase } from '../hostile-case.ts'

const JSON_BODY = Buffer.from(JSON.stringify(completion()))
const STREAM_BODY = Buffer.from(events().join(''))
const coded = (coding: string, code: (body: Buffer) => Buffer): HostileCase['answer'] =>
  asAsked(code(JSON_BODY), code(STREAM_BODY), `Content-Encoding: ${coding}`)

/** What grows a thousandfold: blanks before a body that would parse. Made beforehand, so that no deadline runs meanwhile. */
const bomb = Buffer.concat([Buffer.alloc(32 * 1024 * 1024, 0x20), JSON_BODY])
const gzipBomb = zlib.gzipSync(bomb, { level: 1 })
const brotliBomb = zlib.brotliCompressSync(bomb, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })
const zstdBomb = zlib.zstdCompressSync(bomb)
/** Seven megabytes are no bomb by their size; their events are. */
const eventBomb = zlib.gzipSync(Buffer.from('data:1\n\n'.repeat(900_000)), { level: 1 })

/** Those that are wrong about the coding of the body. */
export const codings: HostileCase[] = [
  {
    name: 'gzip unasked',
    does: 'compresses with gzip, and all is well but for that',
    ends: 'answered',
    answer: coded('gzip', zlib.gzipSync),
  },
  {
    name: 'zstd unasked',
    does: 'compresses with zstd, and all is well but for that',
    ends: 'answered',
    answer: coded('zstd', zlib.zstdCompressSync),
  },
  {
    name: 'broken gzip',
    does: 'spoils a compressed body in its middle',
    ends: 'finding',
    answer: coded('gzip', (body) => {
      const bytes = zlib.gzipSync(body)
      bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 8)
      return bytes
    }),
  },
  {
    name: 'gzip that is not gzip',
    does: 'calls a plain body gzip',
    ends: 'finding',
    answer: coded('gzip', (body) => body),
  },
  {
    name: 'truncated gzip',
    does: 'sends half of a compressed body, and says that it is whole',
    ends: 'finding',
    answer: coded('gzip', (body) => zlib.gzipSync(body).subarray(0, -40)),
  },
  {
    name: 'gzip without its checksum',
    does: 'leaves out the last bytes of a compressed body, which fetch forgives',
    ends: 'answered',
    answer: coded('gzip', (body) => zlib.gzipSync(body).subarray(0, -8)),
  },
  {
    name: 'gzip bomb',
    does: 'sends a few bytes of gzip that grow to 32 MB',
    ends: 'finding',
    answer: asAsked(gzipBomb, gzipBomb, 'Content-Encoding: gzip'),
  },
  {
    name: 'gzip bomb of events',
    does: 'sends gzip that grows to a million events',
    ends: 'finding',
    heavy: true,
    answer: always(whole('200 OK', SSE_TYPE, eventBomb, 'Content-Encoding: gzip')),
  },
  {
    name: 'brotli bomb',
    does: 'sends a few bytes of brotli that grow to 32 MB',
    ends: 'finding',
    answer: asAsked(brotliBomb, brotliBomb, 'Content-Encoding: br'),
  },
  {
    name: 'zstd bomb',
    does: 'sends a few bytes of zstd that grow to 32 MB',
    ends: 'finding',
    answer: asAsked(zstdBomb, zstdBomb, 'Content-Encoding: zstd'),
  },
  {
    name: 'unknown coding',
    does: 'names a coding that does not exist, which fetch leaves alone',
    ends: 'answered',
    answer: coded('lzma2000', (body) => body),
  },
  {
    name: 'coding named as a member',
    does: 'names the coding `constructor`',
    ends: 'answered',
    answer: coded('constructor', (body) => body),
  },
  {
    name: 'stacked codings',
    does: 'compresses twice, as it says, and all is well but for that',
    ends: 'answered',
    answer: coded('gzip, br', (body) => zlib.brotliCompressSync(zlib.gzipSync(body))),
  },
  {
    name: 'a hundred codings',
    does: 'names a hundred codings on top of each other',
    ends: 'finding',
    answer: coded(Array.from({ length: 100 }, () => 'gzip').join(', '), zlib.gzipSync),
  },
  {
    name: 'coding on a stream of JSON',
    does: 'compresses and calls it JSON, whatever was asked for',
    ends: 'answered',
    streamEnds: 'finding',
    answer: always(whole('200 OK', JSON_TYPE, zlib.gzipSync(JSON_BODY), 'Content-Encoding: gzip')),
  },
]
