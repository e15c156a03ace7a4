import { createServer, type Server } from 'node:http'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { serve } from '../../stand-in/http-server.ts'
import { handle } from '../../stand-in/stand-in.ts'

/** A server that answers as the stand-in does, and tells a version. A deaf one ignores `stop`. */
export function releaseServer(version: string, isDeaf = false): Server {
  const hooks: Hooks = isDeaf ? { request: ({ stop: _stop, ...body }) => body } : {}
  return createServer((request, response) => {
    if (request.url === '/api/version')
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ version }))
    else serve(request, response, (one) => handle(one, { hooks }), 0.01).catch(() => response.destroy())
  })
}
