import http from 'node:http'
import type { AskedOf } from './hostile-case.ts'
import type { Friendly } from './torture-server.ts'

/** What a run asks before its plan: who is there, and which models. */
export const isDiscovery = ({ method, path }: AskedOf): boolean =>
  (method === 'GET' && /\/v1\/models$|^\/api\/(version|tags)$/.test(path)) || path === '/api/show'

/** Lets another server answer what is asked as long as `asLongAs` holds; `at` counts the requests. */
export function friendly(good: string, asLongAs: (request: AskedOf, at: number) => boolean): Friendly {
  let at = 0
  return (socket, request) => {
    if (!asLongAs(request, at++)) return false
    const { host: _host, ...headers } = request.headers
    const passed = http.request(
      new URL(request.path, good),
      { method: request.method, headers, agent: false },
      (answer) => {
        const lines = answer.rawHeaders.flatMap((name, i) =>
          i % 2 === 0 && !/^(connection|transfer-encoding|keep-alive)$/i.test(name)
            ? [`${name}: ${answer.rawHeaders[i + 1]}`]
            : [],
        )
        socket.write(
          [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`, ...lines, 'Connection: close', '', ''].join('\r\n'),
          'latin1',
        )
        answer.pipe(socket)
      },
    )
    passed.on('error', () => socket.destroy())
    passed.end(request.body)
    return true
  }
}
