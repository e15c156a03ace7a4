import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { Failure } from '../failure.ts'
import { freePort } from '../wire/free-port.ts'
import { modelsOf } from './borrow-models.ts'
import { engineEnvironment, engineFailure, type Container } from './engine.ts'
import { startGuarded } from './guarded.ts'
import { lastLine, OF_OURS, PASSED_ON, serveOllama, untilItAnswers, type Served } from './serve.ts'
import type { Environment } from './side-name.ts'

/** An Ollama that can be started: a binary, or an image. */
export type Startable = { binary: string } | Container

/** Starts an Ollama of our own. @throws Failure where it does not answer. */
export const serve = (startable: Startable, env: Environment, signal?: AbortSignal): Promise<Served> =>
  'binary' in startable ? serveOllama(startable.binary, env, signal) : serveContainer(startable, env, { signal })

/** Where a server in an image listens, and where it looks for models. */
const INSIDE = { port: 11434, models: '/root/.ollama/models' }

/** What of the user's environment is about this machine, and not about how models are run. */
const OF_THE_MACHINE = ['PATH', 'SYSTEMROOT', 'LD_LIBRARY_PATH']

/** What an engine ends with where it could not start the container. */
const NOT_STARTED = 'code 125'

export interface ContainerStart {
  signal?: AbortSignal | undefined
  /** Milliseconds it may take to answer. */
  patience?: number
}

/**
 * Runs an image on a free port of the loopback interface, with the user's models read-only and no privileges. It is
 * removed when we end, however we end. @throws Failure where it does not answer.
 */
export async function serveContainer(
  container: Container,
  env: Environment,
  { signal, patience }: ContainerStart = {},
): Promise<Served> {
  const { engine, image } = container
  const models = mountable(modelsOf(env))
  const name = `ollama-conformance-${randomBytes(6).toString('hex')}`
  const port = await freePort()
  const command = [engine, ...argumentsOf(container, { name, port, models, env })]
  const server = startGuarded(null, command, engineEnvironment(env), [engine, 'rm', '--force', name])
  const url = `http://127.0.0.1:${port}`
  try {
    const broken = async (why: string): Promise<Failure> => {
      const said = await server.said()
      if (server.ended() === NOT_STARTED || /spawn \S+ ENOENT/.test(said)) return engineFailure(container, said)
      return new Failure(
        'CONTAINER_BROKEN',
        `${image} does not answer on port ${port} of this machine (${why})${lastLine(said)}. Try it by hand: \`${engine} run --rm ${image}\`, or leave --with out.`,
      )
    }
    await untilItAnswers(url, { server, signal, broken, patience })
  } catch (error) {
    await server.stop()
    throw error
  }
  return { url, stop: () => server.stop().then(() => []) }
}

interface Run {
  name: string
  port: number
  models: string
  env: Environment
}

/** The command stays in front, so that it ends with its container; `rm` removes what it leaves when it is killed. */
function argumentsOf({ engine, image }: Container, { name, port, models, env }: Run): string[] {
  const passed = PASSED_ON.filter((one) => !OF_THE_MACHINE.includes(one)).map((one) => [one, env[one]] as const)
  const variables = [...Object.entries(OF_OURS), ...passed].filter(([, value]) => value !== undefined)
  return [
    ...['run', '--rm', '--detach=false', '--name', name, '--pull', 'missing'],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    // Where SELinux is on, podman shows a container no file without its label, and a label would change the user's files.
    ...(engine === 'podman' ? ['--security-opt', 'label=disable'] : []),
    ...['-p', `127.0.0.1:${port}:${INSIDE.port}`, '-v', `${models}:${INSIDE.models}:ro`],
    ...variables.flatMap(([variable, value]) => ['-e', `${variable}=${value}`]),
    image,
  ]
}

/** A folder as an engine takes it. @throws Failure for one whose name an engine would read otherwise. */
function mountable(folder: string): string {
  const models = realpathSync(folder)
  if (process.platform === 'win32' || !models.includes(':')) return models
  throw new Failure(
    'NO_MODELS',
    `The models in ${models} cannot be shown to a container, for there is a colon in that path. Say in OLLAMA_MODELS where others are.`,
  )
}
