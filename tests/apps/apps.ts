import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endGroup } from '../../src/process-group.ts'

/** A small app with an end-to-end check of its own: it exits with 0 or 1, and warns on standard error of limits. */
export interface App {
  name: string
  /** The command line that runs its check. */
  command: string
}

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Where the package of OpenAI for Python is installed (`python.ts`), or would be. */
export const PYTHON = process.env['APPS_PYTHON'] ?? at('../../.cache/apps-python/bin/python')

const javascript = (name: string): App => ({
  name: `${name} (JavaScript)`,
  command: `"${process.execPath}" "${at(`javascript/${name}.mjs`)}"`,
})
const python = (name: string): App => ({
  name: `${name.replaceAll('_', '-')} (Python)`,
  command: `"${PYTHON}" "${at(`python/${name}.py`)}"`,
})

export const javascriptApps: App[] = ['chat-tools', 'run-tools', 'bare-fetch', 'search', 'responses', 'extract'].map(
  javascript,
)
export const pythonApps: App[] = ['chat_tools', 'search', 'responses', 'extract'].map(python)

/** How such an app says that something is limited, though it works. */
export const WARNING = /^warning: /m

export interface Ran {
  result: 'fine' | 'warned' | 'failed'
  why: string
}

/** Longer than an app waits for an answer. */
const MOST_MS = 20_000

/** Runs the check of an app against a server. */
export async function runApp({ command }: App, url: string): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], OPENAI_API_KEY: 'sk-none' }
  const child = spawn(command, {
    shell: true,
    detached: true,
    env: { ...env, OPENAI_BASE_URL: `${url}/v1`, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    if (child.pid !== undefined) void endGroup(child.pid, 0)
  }, MOST_MS)
  const code = await new Promise<number | null>((settle) => {
    child.on('close', settle)
  })
  clearTimeout(timer)
  if (code === 0) return WARNING.test(said) ? { result: 'warned', why: lastLine(said) } : { result: 'fine', why: '' }
  return { result: 'failed', why: late ? `no end within ${MOST_MS} ms` : lastLine(said) }
}

const ERROR = /^\S*(Error|Exception)\b.*/gm
const lastLine = (said: string): string =>
  (said.match(ERROR)?.at(-1) ?? said.trim().split('\n').at(-1) ?? '').slice(0, 200)
