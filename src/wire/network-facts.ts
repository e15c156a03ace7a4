import net from 'node:net'
import os from 'node:os'
import tls from 'node:tls'

export interface Certificate {
  validTo: string
  daysLeft: number
  names: string
  issuer: string
  protocol: string
  trusted: boolean
  problem: string | null
}

export interface AuditNetwork {
  /** Other addresses of this machine at which the same port answers. */
  otherAddresses: () => Promise<string[]>
  certificate: () => Promise<Certificate | null>
  /** Whether the server speaks this old version of TLS. */
  speaks: (version: 'TLSv1' | 'TLSv1.1') => Promise<boolean>
  /** Sends a body's first bytes and no more; milliseconds until the server gave up, null if it waited as long as we did. */
  slowBody: () => Promise<{ gaveUpAfterMs: number | null; waitedMs: number }>
}

/** How long a question to the network may take, and how long a body that never ends is held out, in milliseconds. */
const GLANCE_MS = 3000

/** What only a connection of its own shows of a server. Sends no request, but for one that it does not finish. */
export function networkFacts(origin: string, path: string, slowMs: number): AuditNetwork {
  const url = new URL(origin)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const port = Number(url.port || (secure ? 443 : 80))
  return {
    otherAddresses: () => reachable(port),
    certificate: () => (secure ? certificateOf(host, port) : Promise.resolve(null)),
    speaks: (version) => shakesHands(host, port, version),
    slowBody: () => holdOut(secure, host, port, path, slowMs),
  }
}

async function reachable(port: number): Promise<string[]> {
  const others = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
  const answers = await Promise.all(others.map(async ({ address }) => ({ address, open: await opens(address, port) })))
  return answers
    .filter(({ open }) => open)
    .map(({ address }) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`))
}

const opens = (host: string, port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = net.connect({ host, port, timeout: GLANCE_MS })
    const end = (open: boolean) => (): void => {
      socket.destroy()
      settle(open)
    }
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false))
  })

/** A name for TLS; addresses have none. */
const named = (host: string): { servername?: string } => (net.isIP(host) ? {} : { servername: host })

const certificateOf = (host: string, port: number): Promise<Certificate | null> =>
  new Promise((settle) => {
    const socket = tls.connect({ host, port, ...named(host), rejectUnauthorized: false, timeout: GLANCE_MS })
    const end = (certificate: Certificate | null): void => {
      socket.destroy()
      settle(certificate)
    }
    socket
      .once('error', () => end(null))
      .once('timeout', () => end(null))
      .once('secureConnect', () => {
        const { valid_to: validTo, subject, subjectaltname, issuer } = socket.getPeerCertificate()
        if (validTo === undefined) return end(null)
        const problem = socket.authorized
          ? null
          : String(socket.authorizationError?.message ?? socket.authorizationError)
        end({
          validTo,
          daysLeft: Math.floor((Date.parse(validTo) - Date.now()) / 86_400_000),
          names: subjectaltname ?? [subject.CN].flat().join(', '),
          issuer: [issuer.O ?? issuer.CN].flat().join(', '),
          protocol: socket.getProtocol() ?? 'TLS',
          trusted: socket.authorized,
          problem,
        })
      })
  })

const shakesHands = (host: string, port: number, version: 'TLSv1' | 'TLSv1.1'): Promise<boolean> =>
  new Promise((settle) => {
    // The library itself gives these versions up unless its security level is lowered.
    const socket = tls.connect({
      host,
      port,
      ...named(host),
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
      timeout: GLANCE_MS,
    })
    const end = (spoken: boolean) => (): void => {
      socket.destroy()
      settle(spoken)
    }
    socket.once('secureConnect', end(true)).once('error', end(false)).once('timeout', end(false))
  })

const holdOut = (
  secure: boolean,
  host: string,
  port: number,
  path: string,
  slowMs: number,
): Promise<{ gaveUpAfterMs: number | null; waitedMs: number }> =>
  new Promise((settle) => {
    const socket = secure
      ? tls.connect({ host, port, ...named(host), rejectUnauthorized: false })
      : net.connect({ host, port })
    const start = performance.now()
    const end = (gaveUp: boolean): void => {
      clearTimeout(patience)
      socket.destroy()
      const waitedMs = Math.round(performance.now() - start)
      settle({ gaveUpAfterMs: gaveUp ? waitedMs : null, waitedMs })
    }
    const patience = setTimeout(() => end(false), slowMs)
    socket.once(secure ? 'secureConnect' : 'connect', () =>
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      ),
    )
    // An answer before the body is whole is a way of giving up as well.
    socket
      .once('data', () => end(true))
      .once('close', () => end(true))
      .on('error', () => {})
  })
