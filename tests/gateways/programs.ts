import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../src/wire/free-port.ts'

/** A gateway that runs: where, and how it ends. */
export interface Running {
  url: string
  stop: () => void
}

/** A real gateway from its package. `start` gets the address of what stands behind it. */
export interface Gateway {
  name: string
  /** Makes it ready; what keeps it from that, in a line, or null. */
  install: () => string | null
  start: (upstream: string) => Promise<Running>
}

/** Kept between runs: what is fetched once need not be fetched again. */
const SCRATCH = path.join(tmpdir(), 'ollama-conformance-gateways')

/** Milliseconds a gateway may take to answer: LiteLLM loads for half a minute on a busy machine. */
const START_MS = 180_000

/** Runs a program until it answers HTTP at the port. @throws when it ends before, with what it said. */
export async function launch(
  port: number,
  program: string,
  args: string[],
  options: { env?: Record<string, string>; cwd?: string; path?: string } = {},
): Promise<Running> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: SCRATCH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said = (said + data.toString('utf8')).slice(-3000)
    })
  const stop = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      /* it has ended */
    }
  }
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; waited < START_MS; waited += 200) {
    if (child.exitCode !== null) throw new Error(`${program} ended with code ${child.exitCode}: ${said}`)
    if (
      await fetch(`${url}${options.path ?? '/'}`, { redirect: 'manual' }).then(
        () => true,
        () => false,
      )
    )
      return { url, stop }
    await wait(200)
  }
  stop()
  throw new Error(`${program} did not answer within ${START_MS / 1000} s: ${said}`)
}

const has = (program: string): boolean => spawnSync('which', [program]).status === 0
const onPath = (program: string, fix: string) => (): string | null =>
  has(program) ? null : `${program} is not installed: ${fix}`

/** Runs an installing command once; the line that says why it failed, or null. */
function once(done: string, command: () => void): string | null {
  if (existsSync(done)) return null
  try {
    command()
    return null
  } catch (error) {
    return `it could not be installed (${(error as Error).message.split('\n')[0]})`
  }
}

/** nginx with this text in its http block. `stock` adds what Debian's nginx.conf has there. */
export async function nginx(http: string, port: number): Promise<Running> {
  const dir = mkdtempSync(path.join(tmpdir(), 'conformance-nginx-'))
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${dir}/${name};`)
    .join(' ')
  writeFileSync(
    path.join(dir, 'nginx.conf'),
    `daemon off; pid ${dir}/pid; error_log stderr; worker_processes 1;\nevents {}\nhttp { access_log off; ${temp}\n${http}\n}\n`,
  )
  const { url, stop } = await launch(port, 'nginx', ['-p', dir, '-c', path.join(dir, 'nginx.conf')])
  return {
    url,
    stop: () => {
      stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Caddy with this Caddyfile. */
export async function caddy(text: string, port: number): Promise<Running> {
  const dir = mkdtempSync(path.join(tmpdir(), 'conformance-caddy-'))
  writeFileSync(path.join(dir, 'Caddyfile'), text)
  const { url, stop } = await launch(
    port,
    'caddy',
    ['run', '--adapter', 'caddyfile', '--config', path.join(dir, 'Caddyfile')],
    { env: { HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir } },
  )
  return {
    url,
    stop: () => {
      stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export const nginxInstalled = onPath('nginx', 'for example `apt-get install nginx-light`')
export const caddyInstalled = onPath('caddy', 'for example `apt-get install caddy`')

const naiveNginx: Gateway = {
  name: 'nginx',
  install: nginxInstalled,
  start: async (upstream) => {
    const port = await freePort()
    return nginx(`server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; } }`, port)
  },
}

const naiveCaddy: Gateway = {
  name: 'Caddy',
  install: caddyInstalled,
  start: async (upstream) => {
    const port = await freePort()
    return caddy(
      `{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:${port} {\n\treverse_proxy ${upstream.replace('http://', '')}\n}\n`,
      port,
    )
  },
}

const venv = path.join(SCRATCH, 'litellm')

const litellm: Gateway = {
  name: 'LiteLLM',
  install: () =>
    once(path.join(venv, 'bin', 'litellm'), () => {
      mkdirSync(SCRATCH, { recursive: true })
      execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe' })
      execFileSync(path.join(venv, 'bin', 'pip'), ['install', '-q', 'litellm[proxy]==1.106.2'], { stdio: 'pipe' })
    }),
  start: async (upstream) => {
    const port = await freePort()
    const config = path.join(mkdtempSync(path.join(tmpdir(), 'conformance-litellm-')), 'config.yaml')
    const models = ['gpt-4o-mini', 'gpt-4o', 'text-embedding-3-small']
    writeFileSync(
      config,
      JSON.stringify({
        model_list: models.map((model) => ({
          model_name: model,
          litellm_params: { model: `openai/${model}`, api_base: `${upstream}/v1`, api_key: 'unused' },
        })),
        general_settings: { master_key: 'sk-gateway-key' },
      }),
    )
    return launch(
      port,
      path.join(venv, 'bin', 'litellm'),
      ['--config', config, '--host', '127.0.0.1', '--port', String(port)],
      { env: { LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_TELEMETRY: 'False' }, path: '/health/liveliness' },
    )
  },
}

const portkeyDir = path.join(SCRATCH, 'portkey')

const portkey: Gateway = {
  name: 'Portkey',
  install: () =>
    once(path.join(portkeyDir, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js'), () => {
      mkdirSync(portkeyDir, { recursive: true })
      // With the version of this dependency that npm picks today, every stream is a 500 (Portkey issues 1389 and 1550).
      writeFileSync(
        path.join(portkeyDir, 'package.json'),
        JSON.stringify({
          private: true,
          dependencies: { '@portkey-ai/gateway': '1.15.2' },
          overrides: { '@hono/node-server': '1.14.1' },
        }),
      )
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: portkeyDir,
        stdio: 'pipe',
      })
      // It has no option for the address to listen on and takes all of them.
      writeFileSync(
        path.join(portkeyDir, 'loopback.mjs'),
        "import net from 'node:net'\nconst { listen } = net.Server.prototype\nnet.Server.prototype.listen = function (first, ...rest) { return typeof first === 'object' && first !== null ? listen.call(this, { ...first, host: '127.0.0.1' }, ...rest) : listen.call(this, { port: Number(first), host: '127.0.0.1' }, ...rest.filter((one) => typeof one === 'function')) }\n",
      )
    }),
  start: async () => {
    const port = await freePort()
    return launch(
      port,
      process.execPath,
      [
        '--import',
        path.join(portkeyDir, 'loopback.mjs'),
        path.join(portkeyDir, 'node_modules/@portkey-ai/gateway/build/start-server.js'),
        `--port=${port}`,
        '--headless',
      ],
      { cwd: portkeyDir },
    )
  },
}

export const gateways: Gateway[] = [naiveNginx, naiveCaddy, litellm, portkey]
