/**
 * The stand-in as a release of Ollama: it listens where `OLLAMA_HOST` says and tells the version that it is given. With
 * `deaf` behind the version it ignores `stop`.
 */
import { createServer } from 'node:http'
import { serve } from '../../stand-in/http-server.ts'
import { handle, type StandInOptions } from '../../stand-in/stand-in.ts'

const [, , version, flaw] = process.argv
const [host = '', port = ''] = (process.env['OLLAMA_HOST'] ?? '').split(':')
const hooks: StandInOptions['hooks'] = flaw === 'deaf' ? { request: ({ stop: _stop, ...body }) => body } : {}

createServer((request, response) => {
  if (request.url === '/api/version')
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ version }))
  else serve(request, response, (asked) => handle(asked, { hooks }), 0.01).catch(() => response.destroy())
}).listen(Number(port), host)
