import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CLIENTS, folderOf, type KnownClient } from './client-file.ts'

const run = promisify(execFile)
const MOST_MS = 600_000

const cache = process.env['CLIENTS_CACHE'] ?? fileURLToPath(new URL('../../.cache/clients', import.meta.url))

/** What a client is installed from, by runtime. */
const LOCKED: Record<KnownClient['runtime'], string[]> = {
  node: ['package.json', 'package-lock.json'],
  program: ['package.json', 'package-lock.json'],
  python: ['requirements.txt'],
  go: ['go.mod', 'go.sum', '*.go'],
}

/** Where a client is installed. */
export interface Installed {
  home: string
  /** The folder that its command runs in. */
  cwd: string
}

/** @throws Error in one line where a runtime is missing or the registry is not reached. */
export async function install(client: KnownClient): Promise<Installed> {
  const folder = folderOf(client)
  const [from, home] = [path.join(CLIENTS, folder), path.join(cache, folder)]
  const cwd = path.join(home, folder)
  mkdirSync(cwd, { recursive: true })
  cpSync(from, cwd, { recursive: true })
  for (const shared of globSync('*.{json,mjs,py}', { cwd: CLIENTS }))
    cpSync(path.join(CLIENTS, shared), path.join(home, shared))
  const locked = globSync(LOCKED[client.runtime], { cwd: from }).sort()
  const hash = createHash('sha256')
  for (const file of locked) hash.update(readFileSync(path.join(from, file)))
  const [mark, digest] = [path.join(home, '.installed'), hash.digest('hex')]
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return { home, cwd }
  rmSync(mark, { force: true })
  await INSTALL[client.runtime](client, home, cwd).catch((error: unknown) => {
    throw new Error(`${client.profile} is skipped: ${whyNot(error)}`, { cause: error })
  })
  writeFileSync(mark, digest)
  return { home, cwd }
}

type Install = (client: KnownClient, home: string, cwd: string) => Promise<void>

const npm: Install = async ({ scripts }, home, cwd) => {
  for (const file of LOCKED.node) cpSync(path.join(cwd, file), path.join(home, file))
  const args = ['ci', ...(scripts ? [] : ['--ignore-scripts']), '--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', args, { cwd: home, timeout: MOST_MS, shell: process.platform === 'win32' })
}

const INSTALL: Record<KnownClient['runtime'], Install> = {
  node: npm,
  program: npm,
  python: async (_client, home, cwd) => {
    rmSync(path.join(home, 'venv'), { recursive: true, force: true })
    await run('python3', ['-m', 'venv', 'venv'], { cwd: home, timeout: MOST_MS })
    // Sources would be built, which takes long and needs compilers.
    const only = ['--require-hashes', '--only-binary', ':all:', '-r', path.join(cwd, 'requirements.txt')]
    const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...only]
    await run(pythonIn(home), args, { cwd: home, timeout: MOST_MS })
  },
  go: async (_client, _home, cwd) => {
    await run('go', ['build', '-o', 'driver', '.'], { cwd, timeout: MOST_MS })
  },
}

export const pythonIn = (home: string): string => path.join(home, 'venv', 'bin', 'python')

function whyNot(error: unknown): string {
  const { code, path: program, stderr = '', message } = error as NodeJS.ErrnoException & { stderr?: string }
  if (code === 'ENOENT' && program !== undefined) return `there is no ${program} on this machine`
  const last =
    stderr
      .trim()
      .split('\n')
      .filter((line) => /error/i.test(line))
      .at(-1) ?? stderr.trim().split('\n').at(-1)
  return `it could not be installed (${(last || message).slice(0, 160)})`
}
