import http from 'node:http'
import https from 'node:https'
import type { Deadlines, Transport, WireRequest } from './exchange.ts'
import { HttpExchange } from './http-exchange.ts'

/**
 * Sends requests to a live server with node:http, because only it gives headers as sent and chunks as they arrive.
 * Redirects are not followed, so no key travels to another host. Each exchange has a connection of its own, unless it names
 * one: a server may close an idle one at any moment, and a request caught by that would look like a broken server.
 */
export function httpTransport(
  origin: string,
  deadlines: Deadlines,
  secretHeaders: Record<string, string> = {},
  { anyCertificate = false } = {},
): Transport {
  const base = new URL(origin)
  const client = base.protocol === 'https:' ? https : http
  const trust = anyCertificate ? { rejectUnauthorized: false } : {}
  const single = new client.Agent({ keepAlive: false, ...trust })
  const kept = new Map<string, http.Agent | https.Agent>()
  const agentFor = ({ connection }: WireRequest): http.Agent | https.Agent => {
    if (connection === undefined) return single
    const agent = kept.get(connection) ?? new client.Agent({ keepAlive: true, maxSockets: 1, ...trust })
    kept.set(connection, agent)
    return agent
  }
  return {
    send: (request, signal) =>
      new Promise((settle) =>
        new HttpExchange(
          { client, agent: agentFor(request), base, deadlines, secretHeaders: request.withoutKey ? {} : secretHeaders },
          request,
          signal,
          settle,
        ).start(),
      ),
    close: () => [single, ...kept.values()].forEach((agent) => agent.destroy()),
  }
}
