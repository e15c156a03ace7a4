import { Failure } from '../failure.ts'
import { addressText, type Address } from '../wire/address.ts'
import type { Exchange, ExchangeFailure } from '../wire/exchange.ts'

/** What a client of TLS finds where a server speaks none: HTTP read as a TLS record. */
const NO_TLS = /wrong version number|packet length too long|record layer failure|unknown protocol/i

/** @throws Failure in one line where nobody spoke HTTP. Its cause is the failure of the exchange. */
export function assertSpeaksHttp({ failure }: Pick<Exchange, 'failure'>, address: Address): void {
  if (!failure || failure.stage === 'client-abort') return
  if (failure.stage === 'interrupted') throw new Failure('INTERRUPTED', 'Interrupted before anything was measured.')
  throw unreachable(
    failure,
    address,
    failure.stage === 'connect'
      ? 'Start the server there (Ollama: `ollama serve`), or name another address.'
      : 'Check that an API server listens there, or raise --timeout.',
  )
}

/** Why nobody answered, in one line: what is known of the cause, else what Node says and this hint. */
export function unreachable(failure: ExchangeFailure, address: Address, hint: string): Failure {
  const where = addressText(address)
  const made = (code: string, message: string): Failure => new Failure(code, message, { cause: failure })
  if (address.origin.startsWith('https:') && NO_TLS.test(failure.message))
    return made(
      'NOT_HTTP',
      `${where} does not speak TLS. Is this an http port? Name ${where.replace('https:', 'http:')}.`,
    )
  if (failure.code.startsWith('HPE_'))
    return made('NOT_HTTP', `${where} does not speak HTTP (${failure.code}). Check the port, and http against https.`)
  return made('UNREACHABLE', `${where} cannot be reached (${reason(failure)}). ${hint}`)
}

/** Node says the code in most messages itself. */
const reason = ({ code, message }: ExchangeFailure): string =>
  message.includes(code) ? message : `${code}: ${message}`
