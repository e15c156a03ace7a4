/**
 * The stand-in as a program that starts the way an Ollama binary does: it listens where its argument says, and tells a
 * version.
 */
import { createServer } from 'node:http'
import { serve } from '../../stand-in/http-server.ts'
import { handle } from '../../stand-in/stand-in.ts'

const [host = '', port = ''] = (process.argv[2] ?? '').split(':')
const VERSION = JSON.stringify({ version: '0.0.0' })

createServer((request, response) => {
  if (request.url === '/api/version') response.writeHead(200, { 'content-type': 'application/json' }).end(VERSION)
  else serve(request, response, handle, 0.01).catch(() => response.destroy())
}).listen(Number(port), host)
