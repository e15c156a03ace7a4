import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { startGuarded } from './guarded.ts'
import { lastLine } from './serve.ts'
import type { Environment } from './side-name.ts'

/** Programs that run containers, by the name of their command. */
export const ENGINES = ['docker', 'podman'] as const
export type Engine = (typeof ENGINES)[number]

/** An image of Ollama, and what runs it. */
export interface Container {
  engine: Engine
  image: string
}

/** Where an engine is, and where it keeps what it has; nothing of it reaches a container. */
const OF_THE_ENGINE = [
  'PATH',
  'SYSTEMROOT',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'TMPDIR',
  'TMP',
  'TEMP',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'CONTAINER_HOST',
  'CONTAINER_CONNECTION',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
  'REGISTRY_AUTH_FILE',
]

/** An engine that fetches by itself uses them. Where one runs a container they stay out: podman would pass them on. */
const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy']

/** What the command of an engine gets of the user's environment. */
export const engineEnvironment = (env: Environment, more: readonly string[] = []): Record<string, string | undefined> =>
  Object.fromEntries(
    [...OF_THE_ENGINE, ...more].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  )

interface Fetching {
  env: Environment
  note: (line: string) => void
  signal?: AbortSignal | undefined
}

/** Lets an engine fetch an image, unless it has it. @throws Failure in one line. */
export async function fetchImage({ engine, image }: Container, { env, note, signal }: Fetching): Promise<void> {
  const own = engineEnvironment(env, PROXIES)
  const looked = await told([engine, 'image', 'inspect', image], own, signal)
  if (looked.isDone) return
  const failure = engineFailure({ engine, image }, looked.said)
  if (failure.code === 'ENGINE_MISSING' || failure.code === 'ENGINE_UNREACHABLE') throw failure
  note(`${engine} fetches ${image}`)
  const { isDone, said } = await told([engine, 'pull', image], own, signal)
  if (!isDone) throw engineFailure({ engine, image }, said)
}

/** Milliseconds between two looks at whether a command has ended. */
const LOOK = 50

/** Runs a command to its end, or to ours. */
async function told(
  command: readonly string[],
  env: Record<string, string | undefined>,
  signal: AbortSignal | undefined,
): Promise<{ isDone: boolean; said: string }> {
  const running = startGuarded(null, command, env)
  try {
    while (running.ended() === null) {
      if (signal?.aborted) throw new Failure('INTERRUPTED', 'Interrupted while an image was being fetched.')
      await wait(LOOK)
    }
    return { isDone: running.ended() === 'code 0', said: await running.said() }
  } finally {
    await running.stop()
  }
}

/** What an engine says when it cannot do its work, as one line that says what to do. */
export function engineFailure({ engine, image }: Container, said: string): Failure {
  if (/ENOENT/.test(said))
    return new Failure(
      'ENGINE_MISSING',
      `--with ${engine}: there is no command \`${engine}\` here. Install it, or leave --with out: then the archive of the release is fetched.`,
    )
  if (/cannot connect to|daemon is running|daemon running|docker api|podman socket|docker\.sock/i.test(said))
    return new Failure(
      'ENGINE_UNREACHABLE',
      `--with ${engine}: the command is here, and the engine behind it does not answer${spoken(said)}. Start it, or let this user use it: \`${engine} info\` has to work.`,
    )
  if (/manifest unknown|not found|no such image|name unknown/i.test(said))
    return new Failure(
      'RELEASE_UNKNOWN',
      `There is no image ${image}${spoken(said)}. \`ollama-conformance releases --available\` lists the releases; not each has an image.`,
    )
  return new Failure(
    'ENGINE_FAILED',
    `${engine} cannot run ${image}${spoken(said)}. Try it by hand: \`${engine} pull ${image}\`.`,
  )
}

/** An engine ends what it says with a hint at its help. */
const spoken = (said: string): string =>
  lastLine(
    said
      .split('\n')
      .filter((line) => line.trim() !== '' && !/--help/.test(line))
      .join('\n'),
  ).replace(/[.?]$/, '')
