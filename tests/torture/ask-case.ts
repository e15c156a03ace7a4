import { wireRequest } from '../../src/suite/request.ts'
import { chat } from '../../src/suite/steps.ts'
import { sentRequest, type Deadlines, type Exchange, type Transport } from '../../src/wire/exchange.ts'
import { httpTransport } from '../../src/wire/http-transport.ts'
import type { HostileCase } from './hostile-case.ts'
import { tortureServer } from './torture-server.ts'

/** Milliseconds. A hostile server may cost no more than `total`. */
export const DEADLINES: Deadlines = { connect: 700, headers: 700, firstByte: 700, idle: 700, total: 6000 }

export const plain = chat({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 4 })
export const streamed = chat({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 4, stream: true })

/** What one request to a hostile server brings. */
export async function askCase(hostile: HostileCase, step: typeof plain): Promise<Exchange> {
  const server = await tortureServer(hostile)
  const transport = httpTransport(server.url, DEADLINES)
  try {
    return await transport.send(wireRequest(step, 'k', 'tiny', '/v1'))
  } finally {
    transport.close?.()
    await server.stop()
  }
}

/** A server that gives the same two answers whatever it is asked, one where a stream is asked for. */
export function answering(onPlain: Exchange, onStream: Exchange): Transport {
  return {
    send: (request) => {
      const { response, failure, timing } = /"stream": ?true/.test(request.body ?? '') ? onStream : onPlain
      return Promise.resolve({ key: request.key, request: sentRequest(request), response, failure, timing })
    },
  }
}
