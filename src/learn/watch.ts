import { Failure } from '../failure.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import { startCaptureProxy } from '../wire/capture-proxy.ts'
import type { Exchange } from '../wire/exchange.ts'
import { namedOrigins } from '../wire/refused-caller.ts'
import { runCommand, type Ended } from './app-command.ts'
import { clientEnvironment } from './client-environment.ts'
import type { LearnSetup } from './learn.ts'

type RecordExchange = (exchange: Exchange) => void

/**
 * Stands between an app and its server until the command ends, or the user ends the watching, and notes each exchange.
 * The command has ended, and all exchanges are recorded, when this settles. @throws Failure where command or proxy fail.
 */
export async function watch(upstream: URL, setup: LearnSetup, record: RecordExchange): Promise<void> {
  const broken = new AbortController()
  const signal = AbortSignal.any([setup.ending.signal, broken.signal])
  const proxy = await proxyFor(upstream, setup, record, (error) => broken.abort(error))
  try {
    await useOf(proxy.url, upstream, setup, signal)
  } finally {
    await proxy.close()
  }
  if (!broken.signal.aborted) return
  const cause = broken.signal.reason as Error
  throw new Failure('PROXY_FAILED', `The proxy could not go on (${cause.message}), so the watching ended early.`, {
    cause,
  })
}

/** The proxy between the app and its server. @throws Failure where its port is taken. */
function proxyFor(
  upstream: URL,
  { options: { port }, env, note }: LearnSetup,
  record: RecordExchange,
  failed: (error: Error) => void,
): ReturnType<typeof startCaptureProxy> {
  return startCaptureProxy({
    upstream,
    port,
    secrets: environmentSecrets(env),
    origins: namedOrigins(env['OLLAMA_ORIGINS']),
    onExchange: (exchange) => {
      troubleOf(exchange).forEach(note)
      record(exchange)
    },
    onRefused: (why) => note(`A request was refused with 403: ${why}.`),
    failed,
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure('PORT_TAKEN', `Port ${port} cannot be listened on (${cause.code}). Name another with --port.`, {
      cause,
    })
  })
}

/** The app does what it does: its command, or what the user does with it until the signal. */
async function useOf(
  url: string,
  upstream: URL,
  { options: { command }, env, ending, note }: LearnSetup,
  signal: AbortSignal,
): Promise<void> {
  if (command === undefined) {
    note(`Watching. Set the base URL of the app to ${url}/v1, let it do what it does, then press Ctrl-C.`)
    await aborted(signal)
  } else {
    const own = clientEnvironment(env, url, upstream)
    if (own.withheld.length > 0)
      note(
        `The command does not get ${own.withheld.join(', ')}: ${upstream.origin} is neither OpenAI, nor the address in OPENAI_BASE_URL, nor this machine. Set in --command what the server needs.`,
      )
    const ended = await runCommand(command, { ...ending, signal, env: own.env, shown: true })
    if (signal.aborted) note('The command was ended before it was done.')
    else assertSuccess(command, ended)
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })

function assertSuccess(command: string, { code, why }: Ended): void {
  if (code === 0) return
  const how = code === null ? why : `code ${code}`
  throw new Failure(
    'COMMAND_FAILS',
    `The command \`${command}\` ended with ${how}. Learn from one that does all that the app does, and succeeds.`,
  )
}

/** Lines about an exchange that failed, or is not kept whole. */
function troubleOf({ request, failure }: Exchange): string[] {
  const call = `${request.method} ${request.path}`
  const consequence = failure?.code === 'HUNG_UP' || failure?.stage === 'body' ? '' : '; the app got a 502'
  return [
    ...(failure ? [`${call}: ${failure.message}${consequence}.`] : []),
    ...(request.truncated
      ? [`${call}: only the beginning of the request is kept, so only its endpoint is learned.`]
      : []),
  ]
}
