/**
 * A container engine that notes what it is told: `engine-stub FOLDER FAULT ARGUMENT…`. A container is a process that
 * outlives its command, as with a real engine: the stand-in on the published port. FOLDER gets the arguments of each call
 * (`calls`), the names of its variables (`environment`), the images there are (`images`), the id of the process of each
 * container (`NAME.pid`), and of what started each (`parents`).
 */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../upgrade/serve-release.ts', import.meta.url))
const [folder = '', fault = '', ...args] = process.argv.slice(2)
const at = (name: string): string => path.join(folder, name)
appendFileSync(at('calls'), `${JSON.stringify(args)}\n`)
appendFileSync(at('environment'), `${Object.keys(process.env).join('\n')}\n`)

const say = (code: number, text: string): never => {
  process.stderr.write(`${text}\n`)
  return process.exit(code)
}
const after = (flag: string): string => args[args.indexOf(flag) + 1] ?? ''
const image = args.at(-1) ?? ''
const version = image.split(':').at(-1) ?? ''

/** The process of the container, and what ends it. */
function container(address: string): readonly [string, string[]] {
  if (fault === 'ends') return ['sh', ['-c', 'exit 3']]
  if (fault === 'mute') return ['sleep', ['100000']]
  return [process.execPath, [SERVER, address, version, ...(version === '0.32.15' ? ['deaf'] : [])]]
}

const remove = (name: string): void => {
  if (!existsSync(at(`${name}.pid`))) return
  try {
    process.kill(Number(readFileSync(at(`${name}.pid`), 'utf8')), 'SIGKILL')
  } catch {
    /* it has ended */
  }
  rmSync(at(`${name}.pid`))
}

function run(): void {
  if (fault === 'no-start')
    say(
      125,
      "docker: Error response from daemon: no space left on device.\n\nRun 'docker run --help' for more information",
    )
  const name = after('--name')
  const [program, rest] = container(after('-p').split(':').slice(0, 2).join(':'))
  const child = spawn(program, rest, { stdio: 'ignore', detached: true })
  writeFileSync(at(`${name}.pid`), String(child.pid))
  appendFileSync(at('parents'), `${process.ppid}\n`)
  if (fault === 'ends') process.stderr.write('llama runner: no such library\n')
  child.once('exit', (code) => {
    rmSync(at(`${name}.pid`), { force: true })
    process.exit(code ?? 137)
  })
  // A command passes on what it gets; one that is asked twice or killed leaves its container.
  if (fault === 'stubborn') process.once('SIGTERM', () => process.exit(143))
  else process.on('SIGTERM', () => child.kill('SIGTERM'))
}

if (fault === 'no-daemon')
  say(1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?')
if (args[0] === 'image') {
  const there = existsSync(at('images')) ? readFileSync(at('images'), 'utf8').split('\n') : []
  if (!there.includes(image)) say(1, `Error response from daemon: No such image: ${image}`)
} else if (args[0] === 'pull') {
  if (fault === 'no-image') say(1, `Error response from daemon: manifest for ${image} not found: manifest unknown`)
  if (fault === 'slow') setTimeout(() => {}, 1e9)
  else appendFileSync(at('images'), `${image}\n`)
} else if (args[0] === 'rm') remove(image)
else run()
