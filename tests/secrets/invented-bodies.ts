import { gzipSync } from 'node:zlib'
import { raw } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { asks, type Places, sends, some } from './invented-exchanges.ts'

const answers = (body: object): Exchange => raw([JSON.stringify({ object: 'chat.completion', ...body })])

const calls = (args: object): Exchange =>
  answers({
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: JSON.stringify(args) } }],
        },
      },
    ],
  })

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const streams = (...events: string[]): Exchange => raw(events, { headers: [['content-type', 'text/event-stream']] })

const delta = (content: object, index = 0): string =>
  event({ object: 'chat.completion.chunk', choices: [{ index, delta: content }] })

const part = (name: string, value: string): Exchange =>
  sends(
    `--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nsmall\r\n--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
    'multipart/form-data; boundary=b',
  )

/** Those in other bodies, and in answers. */
export const IN_BODIES: Places = {
  // Other kinds of bodies.
  'a form': [
    some(120, 14),
    (one) => sends(`grant_type=password&client_secret=${one}&scope=all`, 'application/x-www-form-urlencoded'),
  ],
  'the first field of a form': [
    some(121, 14),
    (one) => sends(`api_key=${one}&scope=all`, 'application/x-www-form-urlencoded'),
  ],
  'a part of a form': [some(122, 14), (one) => part('api_key', one)],
  'a part of a form that is JSON': [
    some(123, 14),
    (one) => part('options', JSON.stringify({ token: 'x', password: one })),
  ],
  // Arguments of tools, in requests and answers.
  'arguments of a call': [some(130, 14), (one) => calls({ url: 'https://app.example', apiKey: one })],
  'arguments of a call, in a URL': [some(131, 14), (one) => calls({ url: `https://ann:${one}@app.example/` })],
  'arguments of a call, nested': [some(132, 14), (one) => calls({ headers: { 'x-auth-token': one } })],
  'arguments in arguments': [some(133, 14), (one) => calls({ body: JSON.stringify({ login: { password: one } }) })],
  'arguments that are sent back': [
    some(134, 14),
    (one) =>
      asks({
        messages: [
          {
            role: 'assistant',
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'f', arguments: JSON.stringify({ token: one }) } },
            ],
          },
        ],
      }),
  ],
  'the result of a tool': [
    some(135, 14),
    (one) =>
      asks({ messages: [{ role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ session_token: one }) }] }),
  ],
  // Answers.
  'an answer': [some(140, 14), (one) => answers({ x_debug: { upstream_key: `${one}${one.length}`, api_key: one } })],
  'an error': [
    `sk-${some(141, 30)}`,
    (one) => answers({ error: { message: `Incorrect API key provided: ${one}`, code: 'invalid_api_key' } }),
  ],
  'an error in words': [
    some(142, 14),
    (one) =>
      raw([`Cannot reach http://ann:${one}@10.0.0.1/v1`], { status: 502, headers: [['content-type', 'text/plain']] }),
  ],
  'an answer that is compressed': [
    some(139, 14),
    (one) =>
      raw([gzipSync(JSON.stringify({ object: 'chat.completion', debug: { api_key: one } }))], {
        headers: [
          ['content-type', 'application/json'],
          ['content-encoding', 'gzip'],
        ],
      }),
  ],
  'an event of a stream': [
    some(143, 14),
    (one) => streams(delta({ role: 'assistant' }), event({ debug: { access_key: one } }), 'data: [DONE]\n\n'),
  ],
  'an event that is cut by packets': [
    some(144, 14),
    (one) => {
      const text = event({ debug: { access_key: one } })
      return streams(text.slice(0, 34), text.slice(34))
    },
  ],
  'text over the events of a stream': [
    `sk-proj-${some(145, 30)}`,
    (one) =>
      streams(
        delta({ role: 'assistant', content: 'It is ' }),
        ...(one.match(/.{1,5}/g)?.map((content) => delta({ content })) ?? []),
        'data: [DONE]\n\n',
      ),
  ],
  'arguments over the events of a stream': [
    some(146, 20),
    (one) =>
      streams(
        ...(JSON.stringify({ api_key: one })
          .match(/.{1,4}/g)
          ?.map((piece) => delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })) ?? []),
      ),
  ],
  'two texts over the events of a stream': [
    `sk-proj-${some(147, 30)}`,
    (one) =>
      streams(
        ...(one.match(/.{1,5}/g)?.flatMap((content) => [delta({ content }), delta({ content: 'and ' }, 1)]) ?? []),
      ),
  ],
  'a response over its events': [
    `glpat-${some(148, 30)}`,
    (one) =>
      streams(
        ...(one.match(/.{1,5}/g)?.map((piece) =>
          event({
            type: 'response.output_text.delta',
            item_id: 'msg_1',
            output_index: 0,
            content_index: 0,
            delta: piece,
          }),
        ) ?? []),
      ),
  ],
  'a comment of a stream': [
    some(149, 14),
    (one) => streams(`: upstream https://ann:${one}@10.0.0.1\n\n`, delta({ content: 'a' })),
  ],
}
