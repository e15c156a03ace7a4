import { describe, expect, test } from 'vitest'
import type { ServerReply } from '../../src/deviations/server-reply.ts'
import { cli, folder, reported, withOutcome } from './command-line.ts'
import { isHonest } from './honest.ts'
import { chatRequests, errorReply, httpServer, onChat, standIn } from './servers.ts'

const RULES_ONLY = ['--reference', 'none']
const isStream = ({ headers }: ServerReply): boolean =>
  headers.some(([name, value]) => name === 'content-type' && value.startsWith('text/event-stream'))

describe.concurrent('a server that', () => {
  test('dies in the middle', async () => {
    const server = await standIn({
      hooks: onChat((reply) => {
        if (chatRequests(server).length === 5)
          setTimeout(() => {
            void server.stop()
          }, 0)
        return reply
      }),
    })
    const run = await reported(['--target', server.url, ...RULES_ONLY, '--only', 'stop'])
    const errors = run.record.rules.filter(({ outcome }) => outcome === 'error')
    expect(errors.length).toBeGreaterThan(5)
    expect(errors.every(({ reason }) => /ECONN|socket/.test(reason ?? ''))).toBe(true)
    expect(withOutcome(run.record, 'pass').length).toBeGreaterThan(0)
    expect(withOutcome(run.record, 'fail')).toEqual([])
    isHonest(run)
  })

  test('resets every stream', async () => {
    const server = await standIn({
      hooks: onChat((reply) =>
        isStream(reply) ? { ...reply, chunks: reply.chunks.slice(0, 2), cut: 'reset' } : reply,
      ),
    })
    isHonest(
      await reported([
        '--target',
        server.url,
        ...RULES_ONLY,
        '--only',
        'streaming/chunk',
        'streaming/done',
        'streaming/sdk',
        'chat/id',
      ]),
    )
  })

  test('hangs up on every chat request', async () => {
    const server = await standIn({ hooks: onChat((reply) => ({ ...reply, cut: 'refused' })) })
    const run = await reported(['--target', server.url, ...RULES_ONLY, '--only', 'stop', 'chat/sdk'])
    isHonest(run)
    expect(withOutcome(run.record, 'pass')).toEqual([])
  })

  test.for([
    [500, 'out of memory'],
    [401, 'no chat for this key'],
    [200, 'an error in disguise'],
  ] as const)('answers %d to every chat request', async ([status, message]) => {
    const server = await standIn({ hooks: onChat(() => errorReply(status, message)) })
    const run = await reported([
      '--target',
      server.url,
      ...RULES_ONLY,
      '--only',
      'stop',
      'tools/call',
      'streaming/chunk',
      'chat/sdk',
    ])
    isHonest(run)
    // A refusal is what these rules want, whatever it is for.
    expect(withOutcome(run.record, 'pass').filter((id) => !/refused/.test(id))).toEqual([])
    expect(run.report).toContain(message)
  })

  test('answers nonsense to every chat request', async () => {
    const bodies = [
      '',
      'null',
      '[]',
      '42',
      '"text"',
      '{',
      '{}',
      '{"choices":null}',
      '{"choices":[null]}',
      '{"choices":[{"message":null}]}',
      '<html></html>',
      '\u0000\uFFFF',
    ]
    let at = 0
    const server = await standIn({
      hooks: onChat((reply) => ({
        status: 200,
        headers: at % 3 === 0 ? reply.headers : [['content-type', 'application/json']],
        chunks: [{ afterMs: 0, bytes: bodies[at++ % bodies.length] ?? '' }],
      })),
    })
    isHonest(await reported(['--target', server.url, '--reference', 'observed']))
  })

  test('answers nonsense in every stream', async () => {
    const events = [
      'data: null\n\n',
      'data: []\n\n',
      'data: {"choices":[null]}\n\n',
      'data: {"choices":[{"delta":null}]}\n\n',
      'data: {\n\n',
      ': ping\n\n',
      'data:\n\n',
      'data: {"choices":[{"delta":{"tool_calls":[null,{"function":null}]}}],"usage":5}\n\n',
      'event: error\ndata: x\n\n',
      'retry: 5\n\n',
      'nonsense',
    ]
    const server = await standIn({ hooks: { sse: (frames) => [...events, ...frames.slice(1)] } })
    isHonest(
      await reported([
        '--target',
        server.url,
        '--reference',
        'observed',
        '--only',
        'streaming',
        'tools/stream*',
        'stop/stream',
        'usage',
      ]),
    )
  })
})

describe.concurrent('what a server says', () => {
  const ESCAPES = '\u001b[31mred\u001b]0;title\u0007\u009b2J\r\u202e'
  const MARKUP =
    '`</code>`` ``` </details> <script>alert(1)</script> | **bold** [x](javascript:1)\n\n# Heading\n\n```\nout'
  const RAW = /[\u0007\u001b\u009b\u202e]|\r(?!\n)/

  test('reaches neither the terminal raw nor breaks out of the report', async () => {
    const name = `model ${ESCAPES} ${MARKUP}`
    const server = await standIn({
      hooks: {
        models: (body) => ({ ...body, data: [{ id: name, object: 'model', created: 1, owned_by: ESCAPES }] }),
        ...onChat((_reply, request) =>
          request.body?.includes('"stream":true')
            ? {
                status: 200,
                headers: [['content-type', 'text/event-stream']],
                chunks: [
                  {
                    afterMs: 0,
                    bytes: `data: {"choices":[{"delta":{"content":${JSON.stringify(ESCAPES + MARKUP)}},"finish_reason":${JSON.stringify(MARKUP)}}]}\n\n`,
                  },
                ],
              }
            : errorReply(418, ESCAPES + MARKUP),
        ),
      },
    })
    const run = await reported([
      '--target',
      server.url,
      '--reference',
      'observed',
      '--only',
      'chat/response',
      'streaming',
      'stop/string',
      'tools/call',
    ])
    expect(run.code).toBe(1)
    expect(run.stdout + run.stderr).not.toMatch(RAW)
    expect(run.report + run.evidence).not.toMatch(RAW)
    expect(outsideCode(run.report)).not.toMatch(/<script|<\/code|\*\*bold\*\*|(?<!\\)\]\(javascript:|^# Heading/m)
    const outside = outsideCode(run.evidence)
    expect(outside).not.toMatch(/<script|<\/code|\*\*bold\*\*|javascript:|^# Heading/m)
    expect(outside.match(/<details>/g)).toHaveLength(outside.match(/<\/details>/g)?.length ?? 0)
  })

  test('is one harmless line where it refuses', async () => {
    const url = await httpServer((_request, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: `${ESCAPES}\nsecond line\n${MARKUP}` } }))
    })
    const { code, stderr } = await cli(['--target', url, '--out', folder()])
    expect(code).toBe(2)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).not.toMatch(RAW)
  })
})

/** A report without its code blocks and code spans, as CommonMark has them. */
const outsideCode = (report: string): string =>
  report
    .replace(/^(`{3,})[^`\n]*\n[\s\S]*?\n\1`*$/gm, '')
    .replace(/(\\[\\`*_~[\]])|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/g, (_all, escaped: string = '') => escaped)
