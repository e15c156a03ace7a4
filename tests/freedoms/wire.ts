import { gzipSync } from 'node:zlib'
import { bodyText, isStream } from '../../src/deviations/changes.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import type { ServerChunk, ServerReply, ServerRequest } from '../../src/deviations/server-reply.ts'
import { header, type HeaderPair } from '../../src/wire/exchange.ts'
import type { Freedom } from './freedom.ts'

const lineEnds = (end: string): Hooks => ({ sse: (frames) => frames.map((frame) => frame.replaceAll('\n', end)) })
const inReplies = (change: (reply: ServerReply) => ServerReply): Hooks => ({ response: (reply) => change(reply) })
const inStreams = (change: (reply: ServerReply) => ServerReply): Hooks =>
  inReplies((reply) => (isStream(reply) ? change(reply) : reply))

/** The same bytes at the same pace, in other packets. */
const repacked = (reply: ServerReply, split: (bytes: Buffer) => Buffer[]): ServerReply => ({
  ...reply,
  chunks: reply.chunks.flatMap(({ afterMs, bytes }) =>
    split(Buffer.from(bytes as string)).map((piece, at): ServerChunk => ({
      afterMs: at === 0 ? afterMs : 0,
      bytes: piece,
    })),
  ),
})

const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))

/** Two events a packet, each packet when its last event was ready. */
function paired(reply: ServerReply): ServerReply {
  const chunks = reply.chunks.flatMap((chunk, at, all): ServerChunk[] => {
    const before = all[at - 1]
    if (at % 2 === 0 && at < all.length - 1) return []
    return at % 2 === 0 || !before
      ? [chunk]
      : [{ afterMs: before.afterMs + chunk.afterMs, bytes: bodyText({ ...reply, chunks: [before, chunk] }) }]
  })
  return { ...reply, chunks }
}

/** Borders in the middle of events: each packet has the end of one and the beginning of the next. */
function shifted(reply: ServerReply): ServerReply {
  let held = ''
  const chunks = reply.chunks.map(({ afterMs, bytes }, at, all): ServerChunk => {
    const text = held + Buffer.from(bytes as string).toString('utf8')
    const cut = at === all.length - 1 ? text.length : text.length - 12
    held = text.slice(cut)
    return { afterMs, bytes: text.slice(0, cut) }
  })
  return { ...reply, chunks }
}

/** A coded body comes in one piece here; what matters is that it is read at all. */
const zipped = (reply: ServerReply): ServerReply => ({
  ...reply,
  headers: [...reply.headers, ['content-encoding', 'gzip']],
  chunks: [{ afterMs: reply.chunks.reduce((sum, { afterMs }) => sum + afterMs, 0), bytes: gzipSync(bodyText(reply)) }],
})

const forbidsCoding = ({ headers }: ServerRequest): boolean => header(headers, 'accept-encoding') === 'identity'

/** HTTP leaves it free; clients that name no coding read no coded body. */
const ZIPPED = { 'transport/gzip/not-unasked': 'worth knowing: nobody asked for a coding' }

const bytesOf = ({ chunks }: ServerReply): Buffer[] => chunks.map(({ bytes }) => Buffer.from(bytes as string))

const withHeaders = (change: (headers: HeaderPair[], reply: ServerReply) => HeaderPair[]): Hooks =>
  inReplies((reply) => ({ ...reply, headers: change(reply.headers, reply) }))
const upper = (name: string): string =>
  name.replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())

/** Headers that clients read where they are there, and do without where they are not. */
const ONLY_OPENAI = Object.fromEntries(
  ['date', 'request-id', 'processing-time', 'rate-limits']
    .map((slug) => [`transport/response-headers/${slug}`, 'worth knowing: the header is not there'])
    .concat([['transport/cors/request-id-exposed', 'worth knowing: pages do not see the request id']]),
)

/** What HTTP and SSE leave open. */
export const wireFreedoms: Freedom[] = [
  { name: 'crlf', about: 'lines end with CRLF', verdicts: 'same', hooks: lineEnds('\r\n') },
  { name: 'cr', about: 'lines end with CR', verdicts: 'same', hooks: lineEnds('\r') },
  {
    name: 'no-space',
    about: 'no space after `data:`',
    verdicts: 'same',
    hooks: { sse: (frames) => frames.map((frame) => frame.replace('data: ', 'data:')) },
  },
  {
    name: 'comments',
    about: 'comments keep the connection alive (OpenRouter)',
    verdicts: 'same',
    hooks: {
      sse: (frames) => [': OPENROUTER PROCESSING\n\n', ...frames.flatMap((frame) => [frame, ':\n\n', ': ping\n'])],
    },
  },
  {
    name: 'comment-last',
    about: 'a comment follows the end',
    verdicts: 'same',
    hooks: { sse: (frames) => [...frames, ': closing\n\n'] },
  },
  {
    name: 'byte-order-mark',
    about: 'a stream begins with a byte order mark',
    verdicts: 'same',
    hooks: { sse: ([first = '', ...frames]) => [`\uFEFF${first}`, ...frames] },
  },
  {
    name: 'other-fields',
    about: 'events have id and retry, and the name that is the default',
    verdicts: 'same',
    hooks: { sse: (frames) => frames.map((frame, at) => `retry: 1000\nid: ${at}\nevent: message\n${frame}`) },
  },
  {
    name: 'blank-lines',
    about: 'more than one blank line between events',
    verdicts: 'same',
    hooks: { sse: (frames) => frames.map((frame) => `\n${frame}\n\n`) },
  },
  {
    name: 'data-over-lines',
    about: 'the JSON of an event stands on several data lines',
    verdicts: 'same',
    hooks: {
      sse: (frames) =>
        frames.map((frame) =>
          frame.includes('[DONE]')
            ? frame
            : `${JSON.stringify(JSON.parse(frame.slice(6)), null, 1).replaceAll(/^/gm, 'data: ')}\n\n`,
        ),
    },
  },
  {
    name: 'packet-per-byte',
    about: 'each byte is a packet of its own',
    verdicts: 'same',
    hooks: inReplies((reply) => repacked(reply, bytewise)),
  },
  { name: 'packets-of-two-events', about: 'each packet has two events', verdicts: 'same', hooks: inStreams(paired) },
  {
    name: 'packets-across-events',
    about: 'packets end in the middle of events',
    verdicts: 'same',
    hooks: inStreams(shifted),
  },
  {
    name: 'gzip',
    about: 'plain bodies are compressed',
    verdicts: 'same',
    noted: ZIPPED,
    hooks: { response: (reply, request) => (isStream(reply) || forbidsCoding(request) ? reply : zipped(reply)) },
  },
  {
    name: 'gzip-streams',
    about: 'streams are compressed too',
    verdicts: 'open',
    noted: ZIPPED,
    hooks: { response: (reply, request) => (forbidsCoding(request) ? reply : zipped(reply)) },
  },
  {
    name: 'header-case',
    about: 'header names with capitals',
    verdicts: 'same',
    hooks: withHeaders((headers) => headers.map(([name, value]) => [upper(name), value])),
  },
  {
    name: 'header-values',
    about: 'media types with other case, space and parameters',
    verdicts: 'same',
    hooks: withHeaders((headers) =>
      headers.map(([name, value]) => [
        name,
        name === 'content-type'
          ? value.replace(/^(.+?)(; charset=utf-8)?$/, (_, type: string) => `${upper(type)} ;charset="UTF-8"`)
          : value,
      ]),
    ),
  },
  {
    name: 'few-headers',
    about: 'no header but the content type and what lets pages in',
    verdicts: 'open',
    noted: ONLY_OPENAI,
    hooks: withHeaders((headers) => headers.filter(([name]) => /^(content-type|access-control-allow-.*)$/.test(name))),
  },
  {
    name: 'more-headers',
    about: 'headers of proxies and frameworks',
    verdicts: 'same',
    hooks: withHeaders((headers) => [
      ...headers,
      ['x-accel-buffering', 'no'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['via', '1.1 proxy'],
      ['access-control-allow-origin', '*'],
    ]),
  },
  {
    name: 'content-length',
    about: 'plain bodies announce their length',
    verdicts: 'same',
    hooks: withHeaders((headers, reply) =>
      isStream(reply) ? headers : [...headers, ['content-length', String(Buffer.byteLength(bodyText(reply)))]],
    ),
  },
  {
    name: 'chunked',
    about: 'bodies come in chunks of HTTP',
    verdicts: 'same',
    hooks: withHeaders((headers) => [...headers, ['transfer-encoding', 'chunked']]),
  },
  {
    name: 'slow',
    about: 'everything takes ten times as long',
    verdicts: 'same',
    hooks: inReplies((reply) => ({
      ...reply,
      chunks: reply.chunks.map(({ afterMs, bytes }) => ({ afterMs: afterMs * 10, bytes })),
    })),
  },
  {
    name: 'fast',
    about: 'a token a millisecond',
    verdicts: 'open',
    hooks: inReplies((reply) => ({
      ...reply,
      chunks: reply.chunks.map(({ bytes }, at) => ({ afterMs: at === 0 ? 30 : 1, bytes })),
    })),
  },
  {
    name: 'one-packet-streams',
    about: 'a server so fast that a short stream is one packet',
    verdicts: 'open',
    hooks: inReplies((reply) => ({ ...reply, chunks: [{ afterMs: 35, bytes: Buffer.concat(bytesOf(reply)) }] })),
  },
  {
    name: 'stalls',
    about: 'the network stalls now and then',
    verdicts: 'same',
    hooks: inStreams((reply) => ({
      ...reply,
      chunks: reply.chunks.map(({ afterMs, bytes }, at) => ({
        afterMs: at % 9 === 4 ? 900 : at % 9 > 6 ? 0 : afterMs,
        bytes,
      })),
    })),
  },
]
