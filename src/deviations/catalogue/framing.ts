import { isStream, withType } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { ServerReply } from '../server-reply.ts'

/** Changes the answers that are streams. */
const inStreams = (change: (reply: ServerReply) => ServerReply): Deviation['hooks'] => ({
  response: (reply) => (isStream(reply) ? change(reply) : reply),
})

const joined = (reply: ServerReply): Buffer =>
  Buffer.concat(reply.chunks.map(({ bytes }) => Buffer.from(bytes as string)))

/** Every network packet decoded by itself: characters that a border cuts are lost. */
function decodedByPacket(reply: ServerReply): ServerReply {
  const all = joined(reply)
  const pieces: string[] = []
  for (let at = 0; at < all.length; at += 7) pieces.push(all.subarray(at, at + 7).toString('utf8'))
  return { ...reply, chunks: pieces.map((bytes, at) => ({ afterMs: at === 0 ? 100 : 5, bytes })) }
}

/** Every letter beyond ASCII as one byte. */
const asLatin1 = (reply: ServerReply): ServerReply => ({
  ...reply,
  chunks: reply.chunks.map(({ afterMs, bytes }) => ({
    afterMs,
    bytes: Buffer.from(Buffer.from(bytes as string).toString('utf8'), 'latin1'),
  })),
})

const half = (frames: string[]): string[] => frames.slice(0, Math.max(1, Math.floor(frames.length / 2)))
const withoutDone = (frames: string[]): string[] => frames.filter((frame) => !frame.includes('[DONE]'))

export const deviations: Deviation[] = [
  {
    name: 'done-absent',
    about: 'no `[DONE]` at the end',
    seen: ['Perplexity', 'mistral.rs'],
    rules: ['streaming/done/once'],
    hooks: { sse: withoutDone },
  },
  {
    name: 'done-twice',
    about: '`[DONE]` comes twice',
    rules: ['streaming/done/once'],
    hooks: { sse: (frames) => [...frames, ...frames.slice(-1)] },
  },
  {
    name: 'done-early',
    about: '`[DONE]` comes before the last chunk',
    rules: ['streaming/done/last'],
    hooks: { sse: (frames) => [...frames.slice(0, -2), ...frames.slice(-2).reverse()] },
  },
  {
    name: 'done-as-json',
    about: 'the end is marked by a JSON value',
    rules: ['streaming/done/once'],
    hooks: { sse: (frames) => [...withoutDone(frames), 'data: "[DONE]"\n\n'] },
  },
  {
    name: 'done-lower-case',
    about: 'the end is marked in lower case',
    rules: ['streaming/done/once'],
    hooks: { sse: (frames) => [...withoutDone(frames), 'data: [done]\n\n'] },
  },
  {
    name: 'blank-lines-absent',
    about: 'events are not parted by a blank line',
    rules: ['streaming/framing/terminated'],
    hooks: { sse: (frames) => frames.map((frame) => frame.replace('\n\n', '\n')) },
  },
  {
    name: 'data-prefix-absent',
    about: 'lines of JSON without the field name',
    rules: ['streaming/framing/lines'],
    hooks: { sse: (frames) => frames.map((frame) => frame.replace('data: ', '')) },
  },
  {
    name: 'ndjson',
    about: 'lines of JSON under their own media type',
    seen: ['native Ollama'],
    rules: ['streaming/framing/answered'],
    hooks: inStreams((reply) => ({
      ...reply,
      headers: withType(reply.headers, 'application/x-ndjson'),
      chunks: reply.chunks.map(({ afterMs, bytes }) => ({
        afterMs,
        bytes: String(bytes).replace('data: ', '').replace('\n\n', '\n'),
      })),
    })),
  },
  {
    name: 'json-over-lines',
    about: 'the JSON of an event runs over lines that are no fields',
    rules: ['streaming/framing/lines'],
    hooks: { sse: (frames) => frames.map((frame) => frame.replace(',"choices"', ',\n"choices"')) },
  },
  {
    name: 'json-broken',
    about: 'an event is cut in its JSON',
    rules: ['streaming/framing/json'],
    hooks: { sse: (frames) => frames.map((frame, at) => (at === 2 ? `${frame.slice(0, -12)}\n\n` : frame)) },
  },
  {
    name: 'json-single-quotes',
    about: 'events are printed as the language prints them, not as JSON',
    rules: ['streaming/framing/json'],
    hooks: { sse: (frames) => frames.map((frame) => frame.replaceAll('"', "'")) },
  },
  {
    name: 'two-values-in-one-event',
    about: 'two chunks in one event',
    rules: ['streaming/framing/json'],
    hooks: {
      sse: (frames) =>
        frames.map((frame, at) =>
          at === 1 ? frame.replace('\n\n', ' ') + (frames[2] ?? '').replace('data: ', '') : frame,
        ),
    },
  },
  {
    name: 'ping-as-data',
    about: 'keep-alives come as events with data',
    rules: ['streaming/framing/json'],
    hooks: { sse: (frames) => frames.flatMap((frame, at) => (at === 1 ? ['data: ping\n\n', frame] : [frame])) },
  },
  {
    name: 'empty-event',
    about: 'an empty JSON object comes as a chunk',
    rules: ['streaming/chunk/choices-present'],
    hooks: { sse: (frames) => frames.flatMap((frame, at) => (at === 1 ? ['data: {}\n\n', frame] : [frame])) },
  },
  {
    name: 'letters-lost-at-borders',
    about: 'each packet is decoded by itself, so letters cut by a border are lost',
    rules: [
      'streaming/utf8/whole-characters',
      'completions/stream-text/whole-characters',
      'responses/stream-text/whole-characters',
    ],
    hooks: inStreams(decodedByPacket),
  },
  { name: 'latin1', about: 'the stream is not UTF-8', rules: ['streaming/framing/utf8'], hooks: inStreams(asLatin1) },
  {
    name: 'silently-cut',
    about: 'the stream ends in the middle, as if it were complete',
    seen: ['Ollama after an error'],
    rules: ['streaming/error-inside/no-silent-end'],
    hooks: { sse: half },
  },
  {
    name: 'cut-but-done',
    about: 'the stream ends in the middle and says `[DONE]`',
    rules: ['streaming/error-inside/done-with-a-reason'],
    hooks: { sse: (frames) => [...half(frames), 'data: [DONE]\n\n'] },
  },
  {
    name: 'cut-inside-event',
    about: 'the stream ends inside an event',
    rules: ['streaming/framing/terminated', 'streaming/error-inside/no-silent-end'],
    hooks: { sse: (frames) => [...half(frames), 'data: {"id":"chatcmpl-1","obj'] },
  },
  {
    name: 'empty-chunk-then-end',
    about: 'an error becomes an empty chunk and the end',
    seen: ['Ollama'],
    rules: ['streaming/error-inside/no-silent-end'],
    hooks: {
      sse: (frames) => [
        ...half(frames),
        'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n',
      ],
    },
  },
  {
    name: 'error-under-another-key',
    about: 'an error inside the stream under a key of its own',
    seen: ['Ollama 0.11.3'],
    rules: ['streaming/error-inside/no-silent-end'],
    hooks: { sse: (frames) => [...half(frames), 'data: {"error parsing tool call":"raw"}\n\n'] },
  },
  {
    name: 'error-event-of-text',
    about: 'an error inside the stream is a string',
    seen: ['native Ollama'],
    rules: ['streaming/error-inside/error-event'],
    hooks: {
      sse: (frames) => [...half(frames), 'data: {"error":"an error was encountered while running the model"}\n\n'],
    },
  },
  {
    name: 'stream-empty',
    about: 'a stream without any event',
    rules: ['streaming/framing/answered'],
    hooks: { sse: () => [] },
  },
  {
    name: 'stream-only-done',
    about: 'a stream with nothing but `[DONE]`',
    rules: ['streaming/error-inside/no-silent-end'],
    hooks: { sse: (frames) => frames.slice(-1) },
  },
]
