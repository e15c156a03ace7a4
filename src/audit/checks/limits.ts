import { found, fine, unknown, type AuditCheck } from '../audit.ts'
import { line, status } from '../seen.ts'

/** Larger than any prompt or picture that an app sends. */
const LARGE = 20 * 1024 * 1024

export const largeBody: AuditCheck = {
  id: 'limits/large-body',
  question: 'Is there a limit to the size of a request?',
  fix: 'Set one in the proxy (`client_max_body_size 16m` in nginx, `request_body { max_size 16MB }` in Caddy): large enough for pictures, small enough for the memory.',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
  async run({ ask, absent, isLocal, address: { apiPath } }) {
    const body = JSON.stringify({
      model: absent,
      messages: [{ role: 'user', content: 'hi' }],
      max_tokens: 1,
      padding: 'x'.repeat(LARGE),
    })
    const answer = await ask({ method: 'POST', path: `${apiPath}/chat/completions`, key: 'real', body })
    if (status(answer) === 413 || (answer.response === null && answer.failure?.code === 'ECONNRESET'))
      return fine('refused')
    if (answer.response === null) return unknown(`no answer (${answer.failure?.code})`)
    return found(isLocal ? 'info' : 'low', `A request of ${LARGE / 1024 / 1024} MB is read to its end.`, [
      line(answer, '(20 MB of an unknown field)'),
    ])
  },
}

export const slowBody: AuditCheck = {
  id: 'limits/slow-body',
  question: 'Is a client given up that never ends its request?',
  fix: 'Set a limit in the proxy (`client_body_timeout` in nginx, `read_body` and `read_header` timeouts in Caddy): without one, few clients hold all connections.',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout',
  async run({ isLocal, network }) {
    const { gaveUpAfterMs, waitedMs } = await network.slowBody()
    if (gaveUpAfterMs !== null) return fine(`given up after ${(gaveUpAfterMs / 1000).toFixed(1)} s`)
    return found(
      isLocal ? 'info' : 'low',
      `A request that stops in the middle is waited for, ${(waitedMs / 1000).toFixed(0)} s at least.`,
      [
        `POST with content-length 1000 and one byte of body: the connection stayed open for ${(waitedMs / 1000).toFixed(0)} s`,
      ],
    )
  },
}
