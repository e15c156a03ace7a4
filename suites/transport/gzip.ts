import { gzipSync } from 'node:zlib'
import { COUNTING, GREETING } from '../../fixtures/sent/prompts.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { endedByServer, textDeltas } from '../../src/checks/stream.ts'
import { headerFinding, headerOf, isGzip, spread } from '../../src/checks/transport.ts'
import {
  anyAnswer,
  chat,
  completion,
  countsOnly,
  extra,
  inconclusive,
  json,
  raw,
  stream,
  streamed,
  suite,
  withHeaders,
  wrong,
  wrongType,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3; observed gzip in 474 of 1640 answers'
const GZIP = { 'accept-encoding': 'gzip' }
const IDENTITY = { 'accept-encoding': 'identity' }
/** Milliseconds over which a stream must be spread to show that it is not held back. */
const SLOW = 250

const SAY = { content: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17', finish: 'length' }
type Reply = ReturnType<typeof stream>
const whole = (reply: Reply): string =>
  (reply.response?.chunks ?? []).map((chunk) => ('text' in chunk ? chunk.text : '')).join('')
/** All of the stream in one read. */
const atOnce = (reply: Reply): Reply => raw([whole(reply)], { headers: [['content-type', 'text/event-stream']] })
const ZIPPED = raw([gzipSync(JSON.stringify(completion()))], {
  headers: [
    ['content-type', 'application/json'],
    ['content-encoding', 'gzip'],
  ],
})
const ZIPPED_STREAM = raw([gzipSync(whole(stream(SAY)))], {
  headers: [
    ['content-type', 'text/event-stream'],
    ['content-encoding', 'gzip'],
  ],
})
const garbled = (status = 200): Reply =>
  json(completion(), {
    status,
    headers: [
      ['content-type', 'application/json'],
      ['content-encoding', 'gzip'],
    ],
  })

const saysGzip = (one: Observation): boolean => /^(x-)?gzip$/i.test(headerOf(one, 'content-encoding') ?? '')

/** A finding where the body is compressed, or says so. */
const compressed = (one: Observation): Finding | undefined =>
  isGzip(one) || /^(gzip|x-gzip|br|zstd|deflate)$/i.test(headerOf(one, 'content-encoding') ?? '')
    ? extra(
        one,
        'headers.content-encoding',
        'the body is compressed, and the request did not ask for that',
        'no such header',
        headerOf(one, 'content-encoding') ?? 'a compressed body',
      )
    : undefined

function* notCompressed(...answers: Observation[]): Generator<Finding, Inconclusive | void> {
  const found = answers.flatMap((one) => compressed(one) ?? [])
  if (found.length === 0 && !answers.every(isChatReply)) return inconclusive('not every answer can be read')
  yield* found
}

/** Deltas that make a stream long enough to judge. */
const ENOUGH_DELTAS = 8
const longEnough = (one: Observation): boolean => endedByServer(one) && textDeltas(one).length >= ENOUGH_DELTAS

export default suite({
  id: 'transport/gzip',
  about: 'a plain and a streamed call that allow gzip, that name no coding, and that want none',
  model: 'chat',
  steps: {
    plain: anyAnswer(withHeaders(GZIP, chat({ messages: GREETING, max_tokens: 1 }))),
    control: streamed({ messages: COUNTING, max_tokens: 24 }),
    zipped: anyAnswer(withHeaders(GZIP, streamed({ messages: COUNTING, max_tokens: 24 }))),
    bare: chat({ messages: GREETING, max_tokens: 1 }),
    identity: anyAnswer(withHeaders(IDENTITY, countsOnly(chat({ messages: GREETING, max_tokens: 1 })))),
    identityStream: anyAnswer(withHeaders(IDENTITY, countsOnly(streamed({ messages: GREETING, max_tokens: 1 })))),
  },
  conforming: {
    plain: json(completion()),
    control: stream(SAY),
    zipped: stream(SAY),
    bare: json(completion()),
    identity: json(completion()),
    identityStream: stream(),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A call that allows gzip gets an answer that decodes to JSON.',
      source: SOURCE,
      breaks: 'every SDK: all of them allow gzip',
      reads: ['plain'],
      judgesBroken: true,
      *check({ plain }) {
        yield* notAnswered(plain)
        if (saysGzip(plain) && !isGzip(plain))
          yield headerFinding(plain, 'content-encoding', 'the body is not compressed', 'no such header')
      },
      violating: [
        { plain: garbled() },
        { plain: raw(['\u001f\u008b\u0008'], { headers: [['content-type', 'application/json']] }) },
      ],
    },
    streamed: {
      level: 'should',
      sentence: 'A stream that allows gzip decodes to events, up to [DONE].',
      source: SOURCE,
      breaks: 'every SDK: all of them allow gzip for streams too',
      reads: ['zipped'],
      judgesBroken: true,
      *check({ zipped }) {
        if (!zipped.stream || zipped.stream.done === 0)
          yield wrongType(
            zipped,
            'body',
            'the body is no whole event stream',
            'events and [DONE]',
            zipped.text.slice(0, 80),
          )
      },
      violating: [
        { zipped: garbled() },
        { zipped: raw([whole(stream(SAY)).slice(0, 300)], { headers: [['content-type', 'text/event-stream']] }) },
      ],
    },
    'identity-is-plain': {
      level: 'should',
      sentence: 'A request with `accept-encoding: identity` gets an answer that is not compressed, plain and streamed.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3',
      breaks: 'clients without decompression, in C#, Rust or the shell, read bytes in place of JSON',
      reads: ['identity', 'identityStream'],
      judgesBroken: true,
      *check({ identity, identityStream }) {
        return yield* notCompressed(identity, identityStream)
      },
      violating: [{ identity: ZIPPED }, { identityStream: ZIPPED_STREAM }],
    },
    'not-unasked': {
      level: 'may',
      sentence: 'A request without `accept-encoding` gets an answer that is not compressed.',
      source: 'HTTP leaves it free (RFC 9110, 12.5.3); answers of OpenAI to such requests come as they are',
      breaks: 'clients that neither name a coding nor decode one: curl, HttpClient of .NET, reqwest without features',
      reads: ['bare', 'control'],
      judgesBroken: true,
      *check({ bare, control }) {
        return yield* notCompressed(bare, control)
      },
      violating: [{ bare: ZIPPED }, { control: ZIPPED_STREAM }],
    },
    'not-held-back': {
      level: 'should',
      sentence: 'A stream that allows gzip is sent as it is made, compressed or not.',
      source: SOURCE,
      breaks:
        'readers see nothing, then all at once: a compressing proxy collects the stream (nginx with gzip_types, CDNs)',
      reads: ['control', 'zipped'],
      judgesBroken: true,
      *check({ control, zipped }) {
        if (!longEnough(control) || spread(control) < SLOW)
          return inconclusive('the stream without gzip came too fast, or is too short, to compare with')
        const pieces = zipped.exchange.response?.chunks.length ?? 0
        if (pieces <= 2 && spread(zipped) < SLOW / 10)
          yield wrong(
            zipped,
            'body',
            `all of it came within ${spread(zipped)} ms, without gzip it took ${spread(control)} ms`,
            'events as they are made',
            `${pieces} network reads`,
          )
      },
      violating: [{ zipped: atOnce(stream(SAY)) }],
      inconclusive: [{ control: atOnce(stream(SAY)) }, { control: stream({ content: 'One.' }) }],
    },
  },
})
