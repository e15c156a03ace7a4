import type { Json } from '../src/suite/steps.ts'
import type { Transport, WireRequest } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { handle } from '../stand-in/stand-in.ts'

export type Body = { [key: string]: Json }

const wire = (method: string, path: string, body: string | null): WireRequest => ({
  key: 'key',
  method,
  path,
  headers: [],
  body,
  via: 'http',
})

const inProcess = inProcessTransport((request) => handle(request))

export const ask = async (body: Body | string, transport: Transport = inProcess): Promise<Observation> =>
  observe(
    await transport.send(
      wire(
        'POST',
        '/v1/chat/completions',
        typeof body === 'string' ? body : JSON.stringify({ model: 'gpt-4o-mini', ...body }),
      ),
    ),
  )

export const look = async (path: string, method = 'GET'): Promise<Observation> =>
  observe(await inProcess.send(wire(method, path, null)))

export const value = ({ json }: Observation): { [key: string]: unknown } =>
  (json.ok ? json.value : {}) as { [key: string]: unknown }
