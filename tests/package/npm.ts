import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'

export interface NodeVersion {
  name: string
  path: string | null
}

/** The environment of somebody at a terminal: without what `npm run` adds, and with this Node first. */
export function environment(node = process.execPath): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE$|VITEST|OLLAMA_|OPENAI_)/i.test(name),
  )
  return {
    ...Object.fromEntries(own),
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    OLLAMA_HOST: '127.0.0.1:9',
  }
}

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** Runs a command as somebody at a terminal does. */
export function command(
  name: string,
  args: readonly string[],
  { cwd, node }: { cwd: string; node?: string | null },
): Promise<Ended> {
  const child = spawn(name, args, { cwd, env: environment(node ?? undefined), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((settle, fail) => {
    child.on('error', fail)
    child.on('close', (status) => settle({ status, stdout, stderr }))
  })
}

/** What npm prints. @throws what it complains of. */
export const npm = (args: readonly string[], { cwd }: { cwd: string }): string =>
  execFileSync('npm', args, { cwd, env: environment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** The npm package with the binary of Node for this platform. */
const NODE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** A release of Node from its npm package, fetched once and kept; null where it cannot be had. */
export function tryNode(version: string, cache: string): NodeVersion {
  const dir = path.join(cache, version)
  const binary = path.join(dir, 'node_modules/.bin/node')
  try {
    if (!existsSync(binary)) {
      mkdirSync(dir, { recursive: true })
      npm(
        ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', dir, `${NODE}@${version}`],
        { cwd: dir },
      )
    }
    return { name: `v${version}`, path: existsSync(binary) ? binary : null }
  } catch (error) {
    console.warn(
      `Node ${version} could not be fetched, so the package is not tried on it: ${String(error).split('\n')[0]}`,
    )
    return { name: `v${version}`, path: null }
  }
}
