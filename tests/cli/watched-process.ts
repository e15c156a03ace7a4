import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { whenDone } from './when-done.ts'

export interface WatchedProcess {
  /** A command line for a process that holds a connection to this test while it lives, and then makes a file. */
  script: (how?: { stubborn?: boolean }) => string
  ready: { file: string; connected: Promise<void> }
  /** The process has ended, however it ended: its connection is closed. */
  gone: Promise<void>
}

/** Shows by a connection whether a process lives. Its number may be in use after its end. */
export async function watchedProcess(): Promise<WatchedProcess> {
  const [connected, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(
      socket
        .on('error', () => {})
        .on('close', () => gone.resolve())
        .resume(),
    )
    connected.resolve()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const dir = mkdtempSync(path.join(tmpdir(), 'watched-'))
  whenDone(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const file = path.join(dir, 'ready')
  const { port } = server.address() as AddressInfo
  const ready = `() => require('node:fs').writeFileSync('${file}', '')`
  const program = `require('node:net').connect(${port}, '127.0.0.1', ${ready}).on('close', () => process.exit())`
  return {
    script: ({ stubborn = false } = {}) =>
      `'${process.execPath}' -e "${stubborn ? "process.on('SIGTERM', () => {}); " : ''}${program}"`,
    ready: { file, connected: connected.promise },
    gone: gone.promise,
  }
}
