import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { PYTHON } from './apps.ts'

/** The same package as the client that is measured. */
const REQUIREMENTS = fileURLToPath(new URL('../../clients/openai-python/requirements.txt', import.meta.url))

/** Installs the package of OpenAI for Python, once, from pinned requirements. Says in one line why it is not to be had. */
export function installPython(): string | null {
  if (canImport()) return null
  const venv = path.dirname(path.dirname(PYTHON))
  try {
    execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe' })
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
      '-r',
      REQUIREMENTS,
    ]
    execFileSync(PYTHON, pip, { stdio: 'pipe', timeout: 300_000 })
    return null
  } catch (error) {
    return `The apps in Python are skipped: ${(error as Error).message.split('\n')[0]}`
  }
}

function canImport(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import openai'], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}
