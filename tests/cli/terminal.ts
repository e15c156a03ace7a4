/** Loaded before the command line (`--import`): both outputs are a terminal, and nothing listens at Ollama's usual port. */
import net from 'node:net'

for (const stream of [process.stdout, process.stderr])
  Object.defineProperties(stream, { isTTY: { value: true }, columns: { value: Number(process.env['COLUMNS'] ?? 80) } })

const USUAL = 11434
/** The port of discarded packets. */
const NOBODY = 9

// A server of this machine must not be judged by accident.
type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket
const socket = net.Socket.prototype as unknown as { connect: Connect }
const { connect } = socket
socket.connect = function redirected(...args) {
  const [options] = args.flat() as [{ port?: number | string }]
  if (Number(options?.port) === USUAL) options.port = NOBODY
  return connect.apply(this, args)
}
